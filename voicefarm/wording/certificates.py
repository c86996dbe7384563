"""A server's certificate that can't be trusted, and what to do, in one sentence."""

import re

NO_AUTHORITY = re.compile(r"\[X509: (\w+)\]|SSL validation failed .*\[Errno \d+\] (.+)")
"""The file of authorities can't be read, or holds none."""
REASON = re.compile(r"certificate verify failed: (.+?)\.? \(_ssl|(hostname .+ doesn't match .+)")
REMEDIES = {
    "not yet valid": "set this machine's clock",
    "expired": "have it renewed, or set this machine's clock",
    "match": "name the server as its certificate does, in {address}",
}
"""By what OpenSSL says of it."""


def certificate_fault(error: Exception, server: str, address: str, authority: str) -> str:
    """What is wrong with the certificate of a server; empty if the error is another one.

    `address` is the setting that names the server, and `authority` says how to trust a
    certificate that no known authority has signed.
    """
    if unread := NO_AUTHORITY.search(str(error)):
        reason = unread[1] or unread[2]
        return f"The certificate of {server} can't be checked ({reason}); {authority}."
    found = REASON.search(str(error))
    if not found:
        return ""
    reason = found[1] or found[2]
    remedies = [remedy for word, remedy in REMEDIES.items() if word in reason]
    remedy = (remedies or [authority])[0].format(address=address)
    return f"The certificate of {server} can't be trusted ({reason}); {remedy}."

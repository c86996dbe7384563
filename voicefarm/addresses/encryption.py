"""Whether address and server agree on TLS: looked at when they can't talk, to name the cause."""

import socket
import ssl

NO_TLS = "WRONG_VERSION_NUMBER"
"""What OpenSSL says of an answer that isn't TLS."""
LOOK_S = 3.0
"""Seconds; who asks has waited already."""


def speaks_tls(host: str, port: int) -> bool:
    """Whether a server begins a TLS connection, whatever its certificate; False if none answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), LOOK_S) as plain, context.wrap_socket(plain):
            return True
    except ssl.SSLError as error:  # it may refuse us in TLS, such as for want of a certificate
        return "ALERT" in (error.reason or "")
    except (OSError, ValueError):
        return False


def answers_plainly(host: str, port: int) -> bool:
    """Whether a Redis answers there without TLS."""
    try:
        with socket.create_connection((host, port), LOOK_S) as plain:
            plain.sendall(b"PING\r\n")
            return plain.recv(1) in (b"+", b"-")
    except OSError:
        return False


def redis_disagrees(host: str, port: int, *, tls: bool, fault: str) -> str:
    """What is wrong with an address of Redis with or without TLS; empty if it is something else.

    `fault` is what its connections said.
    """
    if tls and (NO_TLS in fault or answers_plainly(host, port)):
        return (
            f"Redis at {host}:{port} speaks no TLS; write redis:// in VOICEFARM_REDIS_URL, or"
            " switch TLS on there."
        )
    if not tls and speaks_tls(host, port):
        return f"Redis at {host}:{port} speaks TLS; write rediss:// in VOICEFARM_REDIS_URL."
    return ""

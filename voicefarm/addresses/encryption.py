"""What answers at an address, and by TLS or not: looked at when they can't talk, for the cause."""

import socket
import ssl
from contextlib import nullcontext

NO_TLS = "WRONG_VERSION_NUMBER"
"""What OpenSSL says of an answer that isn't TLS."""
LOOK_S = 3.0
"""Seconds; who asks has waited already."""
PING = b"PING\r\n"
HEAD = b"HEAD / HTTP/1.0\r\n\r\n"


def speaks_tls(host: str, port: int) -> bool:
    """Whether a server begins a TLS connection, whatever its certificate; False if none answers."""
    try:
        with socket.create_connection((host, port), LOOK_S) as plain, _encrypted(plain):
            return True
    except ssl.SSLError as error:  # it may refuse us in TLS, such as for want of a certificate
        return "ALERT" in (error.reason or "")
    except (OSError, ValueError):
        return False


def answers_plainly(host: str, port: int) -> bool:
    """Whether a Redis answers there without TLS."""
    return _answer(host, port, PING)[:1] in (b"+", b"-")


def _answer(host: str, port: int, question: bytes, *, tls: bool = False) -> bytes:
    """How an answer begins; empty if none comes."""
    try:
        with (
            socket.create_connection((host, port), LOOK_S) as plain,
            _encrypted(plain) if tls else nullcontext(plain) as connection,
        ):
            connection.sendall(question)
            return connection.recv(len("HTTP/"))
    except (OSError, ValueError):
        return b""


def _encrypted(plain: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


def redis_disagrees(host: str, port: int, *, tls: bool, fault: str) -> str:
    """What is wrong with an address of Redis: TLS, or a web server; empty if it is something else.

    `fault` is what its connections said.
    """
    if _answer(host, port, HEAD) == b"HTTP/" or _answer(host, port, HEAD, tls=True) == b"HTTP/":
        return f"A web server answers at {host}:{port}, and not Redis; correct VOICEFARM_REDIS_URL."
    if tls and (NO_TLS in fault or answers_plainly(host, port)):
        return (
            f"Redis at {host}:{port} speaks no TLS; write redis:// in VOICEFARM_REDIS_URL, or"
            " switch TLS on there."
        )
    if not tls and speaks_tls(host, port):
        return f"Redis at {host}:{port} speaks TLS; write rediss:// in VOICEFARM_REDIS_URL."
    return ""

"""Where Redis is, by one parser: the ledger's connections and Celery's must agree in all of it."""

import os
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from redis.connection import Connection, SSLConnection, UnixDomainSocketConnection, parse_url

from voicefarm.errors import BadSetting

SCHEMES = {
    "redis": Connection,
    "rediss": SSLConnection,
    "unix": UnixDomainSocketConnection,
}
OTHER_SCHEMES = {
    **{"redis+socket": "unix", "socket": "unix", "redis+unix": "unix"},
    **{"valkey": "redis", "valkeys": "rediss"},
}
"""As Celery's and Valkey's users know them."""
MANY_SERVERS = ("sentinel", "cluster")
"""What the schemes of addresses of several servers have in them."""
KOMBU_NAMES = {"virtual_host": "db"}
CERTIFICATES = {"CERT_NONE": "none", "CERT_OPTIONAL": "optional", "CERT_REQUIRED": "required"}
"""As the module ssl, and therefore Celery, spells them."""
LONGEST_SOCKET = 107
"""Bytes of the path of a unix socket (unix(7))."""
FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
HOW = "write redis://host:6379/0, rediss://… or unix:///path/to/socket?db=0"
ESCAPED = "write redis://host:6379/0, and '#', '/', '?' and '@' of a password as %23, %2F, %3F, %40"


def connection_arguments(url: str) -> dict[str, Any]:
    """What a redis-py connection to `url` is made with, `connection_class` among it.

    Raises BadSetting, which names neither user nor password.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError if it isn't a number
        options = parse_qsl(parts.query, strict_parsing=bool(parts.query))
    except ValueError as error:  # its text may hold what stands in the place of the port
        raise _bad("is not a URL with a host and a port", ESCAPED) from error
    scheme = OTHER_SCHEMES.get(parts.scheme, parts.scheme)
    if any(name in scheme for name in MANY_SERVERS):
        raise _bad("is that of several servers, and the farm wants one")
    if scheme not in SCHEMES:
        raise _bad("is not a Redis URL")
    _check_place(parts, scheme)
    query = urlencode([_renamed(name, value) for name, value in options])
    # urlunsplit would drop the slashes of an address without a host.
    address = f"{scheme}://{parts.netloc}{parts.path}" + (f"?{query}" if query else "")
    try:
        arguments: dict[str, Any] = parse_url(address)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise _bad(f"can't be used ({error})") from error
    _check(arguments, scheme)
    return arguments


def _check_place(parts: SplitResult, scheme: str) -> None:
    if parts.fragment:
        raise _bad("has a '#', which ends an address", ESCAPED)
    database = parts.path.strip("/")
    if scheme != "unix" and database and not database.isdecimal():
        raise _bad("has a path that is not the number of a database")
    if scheme == "unix" and (parts.hostname or not parts.path.startswith("/")):
        raise _bad("names no socket by its whole path")


def _renamed(name: str, value: str) -> tuple[str, str]:
    return KOMBU_NAMES.get(name, name), CERTIFICATES.get(value, value)


def _check(arguments: dict[str, Any], scheme: str) -> None:
    path = arguments.get("path", "")
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise _bad(f"has a path of more than {LONGEST_SOCKET} bytes, too long for a socket")
    for name in FILES:
        if name in arguments and not os.path.isfile(arguments[name]):  # noqa: PTH113
            raise _bad(f"names no file ({name}={arguments[name]})", "give its whole path")
    options = dict(arguments)
    kind = options.pop("connection_class", SCHEMES[scheme])
    try:
        kind(**options)
    except TypeError as error:
        name = str(error).rpartition("argument ")[2]
        raise _bad(f"has an option that is not known: {name}") from error
    except Exception as error:  # redis-py's own, of many kinds
        raise _bad(f"can't be used ({error})") from error


def _bad(fault: str, how: str = HOW) -> BadSetting:
    return BadSetting(f"Setting 'redis_url' {fault}; {how}.")

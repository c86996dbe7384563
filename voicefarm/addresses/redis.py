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
KOMBU_SCHEMES = {"redis+socket": "unix", "socket": "unix", "redis+unix": "unix"}
"""As Celery's users know them."""
KOMBU_NAMES = {"virtual_host": "db"}
CERTIFICATES = {"CERT_NONE": "none", "CERT_OPTIONAL": "optional", "CERT_REQUIRED": "required"}
"""As the module ssl, and therefore Celery, spells them."""
LONGEST_SOCKET = 107
"""Bytes of the path of a unix socket (unix(7))."""
HOW = "write redis://host:6379/0, rediss://… or unix:///path/to/socket?db=0"


def connection_arguments(url: str) -> dict[str, Any]:
    """What a redis-py connection to `url` is made with, `connection_class` among it.

    Raises BadSetting, which names neither user nor password.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError if it isn't a number
    except ValueError as error:  # its text may hold what stands in the place of the port
        raise _bad("is not a URL with a host and a port") from error
    scheme = KOMBU_SCHEMES.get(parts.scheme, parts.scheme)
    if scheme not in SCHEMES:
        raise _bad("is not a Redis URL")
    _check_database(parts, scheme)
    query = urlencode([_renamed(name, value) for name, value in parse_qsl(parts.query)])
    # urlunsplit would drop the slashes of an address without a host.
    address = f"{scheme}://{parts.netloc}{parts.path}" + (f"?{query}" if query else "")
    try:
        arguments: dict[str, Any] = parse_url(address)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise _bad(f"can't be used ({error})") from error
    _check(arguments, scheme)
    return arguments


def _check_database(parts: SplitResult, scheme: str) -> None:
    database = parts.path.strip("/")
    if scheme != "unix" and database and not database.isdecimal():
        raise _bad("has a path that is not the number of a database")


def _renamed(name: str, value: str) -> tuple[str, str]:
    return KOMBU_NAMES.get(name, name), CERTIFICATES.get(value, value)


def _check(arguments: dict[str, Any], scheme: str) -> None:
    path = arguments.get("path", "")
    if scheme == "unix" and not path:
        raise _bad("names no socket")
    if len(os.fsencode(path)) > LONGEST_SOCKET:
        raise _bad(f"has a path of more than {LONGEST_SOCKET} bytes, too long for a socket")
    options = dict(arguments)
    kind = options.pop("connection_class", SCHEMES[scheme])
    try:
        kind(**options)
    except TypeError as error:
        name = str(error).rpartition("argument ")[2]
        raise _bad(f"has an option that is not known: {name}") from error
    except Exception as error:  # redis-py's own, of many kinds
        raise _bad(f"can't be used ({error})") from error


def _bad(fault: str) -> BadSetting:
    return BadSetting(f"Setting 'redis_url' {fault}; {HOW}.")

"""Redis or Valkey as both sides reach it, and its errors as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    ConnectionError,
    NoPermissionError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.retry import Retry

from voicefarm.addresses.redis import connection_arguments
from voicefarm.errors import RedisUnreachable
from voicefarm.wording.certificates import certificate_fault

REFUSALS = ("no permission", "noperm", "acl failure", "the user executing the script can")
"""How servers say so inside a script, where redis-py has no type for it; the last is Redis 7.0."""

TRUST = (
    "VOICEFARM_REDIS_URL",
    "name the file of its authority in VOICEFARM_REDIS_URL, as ?ssl_ca_certs=PATH",
)
"""The setting that names the server, and how it has its certificate trusted."""

MOST_CONNECTIONS = 1_000_000
"""No limit of its own: each thread has one at most, and threads are bounded where they start.
redis-py's usual one of 100 would break streams of a gateway that serves more."""

ANSWER_S = 5.0
"""No command takes longer; a server that stopped must not hold who asks it."""


def open_client(url: str, answer_s: float = ANSWER_S) -> redis.Redis:
    """A client of the server at `url`; it connects at the first call. Raises BadSetting.

    An answer that takes more than `answer_s` seconds is an error.
    """
    address = connection_arguments(url)
    over_network = {} if "path" in address else {"socket_keepalive": True}
    options = {
        "decode_responses": True,
        "health_check_interval": 25,
        "socket_connect_timeout": answer_s,
        "socket_timeout": answer_s,
        # Once more on a new connection, if the old one broke or leads to a replica. Not
        # after a timeout: the wait would double.
        "retry": Retry(NoBackoff(), 1, (ConnectionError, ReadOnlyError)),
        **over_network,
        **address,
    }
    pool = redis.ConnectionPool(max_connections=MOST_CONNECTIONS, **options)
    return redis.Redis.from_pool(pool)


def translated(error: Exception) -> RedisUnreachable:
    """A Redis error as a sentence; it names neither the address's user nor its password."""
    if isinstance(error, AuthenticationError):
        return RedisUnreachable("Redis refuses the password; correct it in VOICEFARM_REDIS_URL.")
    if isinstance(error, NoPermissionError) or any(text in str(error).lower() for text in REFUSALS):
        return RedisUnreachable(
            f"Redis refuses this user a command or a key ({error}); grant what docs/operations.md"
            " lists."
        )
    if "maxmemory" in str(error):  # whichever type it has: kombu wraps it in one of its own
        return RedisUnreachable("Redis is out of memory; raise its maxmemory: nothing is lost.")
    if "MISCONF" in str(error):
        fault = str(error).split(". ")[0]  # what follows are a few sentences on its settings
        return RedisUnreachable(
            f"Redis can't write to its disk ({fault}); make room there, or look after its folder:"
            " nothing is lost."
        )
    if isinstance(error, ReadOnlyError):
        return RedisUnreachable(
            "Redis is a replica that can't be written; it may be failing over, or "
            "VOICEFARM_REDIS_URL doesn't name the primary."
        )
    if fault := certificate_fault(error, "Redis", *TRUST):
        return RedisUnreachable(fault)
    if "DB index" in str(error):
        return RedisUnreachable(
            "Redis has no database of that number; name another in VOICEFARM_REDIS_URL."
        )
    if isinstance(error, ResponseError):
        return RedisUnreachable(
            f"Redis answers, but can't do what is asked of it ({error}); look after its server."
        )
    return RedisUnreachable(
        f"Redis does not answer ({error}); start it or correct VOICEFARM_REDIS_URL."
    )


@contextmanager
def reaching_redis() -> Iterator[None]:
    """Around calls of a client. Raises RedisUnreachable for any error of Redis."""
    try:
        yield
    except RedisError as error:
        raise translated(error) from error

"""Is this Redis one that a farm can trust? Asked once, before any work."""

from collections.abc import Mapping
from typing import Any

from redis.exceptions import NoPermissionError

from voicefarm.errors import RedisUnreachable

OLDEST = (7, 0)
"""Redis 7.0 is the first with `BITPOS … BIT`, and with scripts as the ledger has them."""
CHECKED_KEY = "check"
TRIAL = """
for _, key in ipairs(ARGV) do
  redis.call('TIME')
  redis.call('SADD', key .. ':set', '1')
  redis.call('DEL', key .. ':set')
  redis.call('EXPIRE', key, 60)
end
return 1
"""
"""The keys themselves are lists, of others too who start now. A worker that was killed as it
started may have left one."""


def refuse_unusable(redis: Any, keys: tuple[str, ...]) -> None:
    """Try the server with a key of each kind. Raises RedisUnreachable, and redis-py's errors.

    `keys` are empty afterwards, unless others try them too.
    """
    facts = _facts(redis)
    version = str(facts.get("redis_version", ""))
    if version and _numbers(version) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise RedisUnreachable(
            f"This is Redis {version}; the farm needs {oldest} or newer, or Valkey. Update it."
        )
    if facts.get("cluster_enabled") == 1 or facts.get("redis_mode") == "cluster":
        raise RedisUnreachable(
            "This Redis is a node of a cluster; the farm needs one server, with replicas if you"
            " like. Name another in VOICEFARM_REDIS_URL."
        )
    redis.eval(TRIAL, 0, *keys)
    for key in keys:  # what Celery does to its queues
        redis.lpush(key, "1")
        redis.brpop([key], 1)


def warnings_of(redis: Any) -> list[str]:
    """What an operator should know of the server; nothing if it doesn't tell."""
    facts = _facts(redis)
    found = []
    policy = facts.get("maxmemory_policy", "noeviction")
    if facts.get("maxmemory") and policy != "noeviction":
        found.append(
            f"Redis drops keys when its memory is full (maxmemory-policy {policy}), and jobs with"
            " them; set maxmemory-policy noeviction."
        )
    if facts.get("aof_enabled") == 0:
        found.append(
            "Redis writes no log of its changes (appendonly no); after a restart its jobs are gone"
            " until each is resumed. Set appendonly yes."
        )
    return found


def _facts(redis: Any) -> Mapping[str, Any]:
    try:
        facts: Mapping[str, Any] = redis.info()
    except NoPermissionError:  # the farm does without
        return {}
    return facts


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())

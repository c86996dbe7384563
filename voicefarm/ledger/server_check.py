"""Is this Redis one that a farm can trust? Asked once, before any work."""

from collections.abc import Mapping
from typing import Any

from redis.exceptions import NoPermissionError

from voicefarm.errors import RedisUnreachable
from voicefarm.ledger.scripts import CHECKED_KEY, commands_in, scripts

OLDEST = (7, 0)
"""Redis 7.0 is the first with `BITPOS … BIT`, and with scripts as the ledger has them."""
OUTSIDE_SCRIPTS = frozenset({
    "BRPOP", "DEL", "EXISTS", "EXPIRE", "GET", "GETRANGE", "HDEL", "HGET", "HGETALL", "HSCAN",
    "HSET", "INCRBY", "LLEN", "LPUSH", "LRANGE", "RPUSH", "SADD", "SET", "SMEMBERS", "TTL",
    "XADD", "XREAD", "XREVRANGE", "ZADD", "ZCARD", "ZRANGE", "ZRANGEBYSCORE", "ZREM",
    "ZREMRANGEBYSCORE", "ZREVRANGEBYSCORE",
})  # fmt: skip
"""Commands with keys that Celery, the gateway and the ledger send themselves."""
WITHOUT_KEYS = frozenset({"EXEC", "MULTI", "PING", "TIME"})
"""Others. A connection needs more, but it can't be made without them."""
TRIAL = """
local key = ARGV[1]
local refused = {}
for command in string.gmatch(ARGV[2], '%S+') do
  if not redis.acl_check_cmd(command, key, key, key, key) then
    table.insert(refused, command)
  end
end
return refused
"""
"""Which commands the user may not send with a key, SCRIPT LOAD and EVAL aside. Each gets four
arguments, as in every script."""
MOST_NAMED = 10
"""Commands that a sentence names; of more, it says of which kinds they are."""


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
    _refuse_few_rights(redis, keys)
    for key in keys:  # what Celery does to its queues
        redis.lpush(key, "1")
        redis.brpop([key], 1)


def needed_commands() -> frozenset[str]:
    """All that the farm sends, but for scripts and what a connection needs."""
    return (OUTSIDE_SCRIPTS | WITHOUT_KEYS).union(*(commands_in(text) for _, text in scripts()))


def _refuse_few_rights(redis: Any, keys: tuple[str, ...]) -> None:
    """A script that may not send a command fails there, and what it did before stays.

    So the farm asks about all commands before any work.
    """
    redis.eval("return 1", 0)
    trial, commands = redis.script_load(TRIAL), " ".join(needed_commands())
    refused = {key: set(redis.evalsha(trial, 0, key, commands)) for key in keys}
    if any(refused.values()):
        raise RedisUnreachable(
            f"Redis refuses this user a command or a key; grant {_rules(refused)} by ACL SETUSER,"
            " or all that docs/operations.md lists."
        )


def _rules(refused: Mapping[str, set[str]]) -> str:
    """What to grant to a user who is refused these commands with these keys."""
    with_keys = needed_commands() - WITHOUT_KEYS - {"XREAD"}  # its key has a place of its own
    keys = [key for key, commands in refused.items() if commands >= with_keys]
    commands: set[str] = set().union(*(refused[key] for key in refused if key not in keys))
    if len(commands) > MOST_NAMED or len(keys) == len(refused):
        rules = ["+@read", "+@write"]
    else:
        rules = [f"+{command.lower()}" for command in sorted(commands)]
    return " ".join([*rules, *(f"~{key.removesuffix(CHECKED_KEY)}*" for key in keys)])


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

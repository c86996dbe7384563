"""Who listens to a job, across all gateways: the last one to leave may cancel it.

<ns>:job:<id>:listeners   zset   listener -> when it counts as gone, by the clock of Redis
"""

import secrets
from typing import Any

from voicefarm.ledger import Ledger
from voicefarm.ledger.client import reaching_redis

GONE_S = 60
"""Seconds after which a listener that says nothing counts as gone: its gateway was killed."""

_JOIN = """
local now = redis.call('TIME')[1]
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
"""
_LEAVE = """
local now = redis.call('TIME')[1]
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZCARD', KEYS[1])
"""


class Listener:
    """One listener of one job. Every call raises RedisUnreachable when there is no server."""

    def __init__(self, ledger: Ledger, job: str) -> None:
        self._redis: Any = ledger.client
        self._key = f"{ledger.namespace}:job:{job}:listeners"
        self._name = secrets.token_hex(8)

    def join(self) -> None:
        """Say that it listens; to be said again before GONE_S is over."""
        self._run(_JOIN, GONE_S)

    def leave(self) -> bool:
        """Say that it has gone; whether it was the last."""
        return int(self._run(_LEAVE)) == 0

    def _run(self, script: str, *arguments: object) -> Any:
        with reaching_redis():
            return self._redis.eval(script, 1, self._key, self._name, *arguments)

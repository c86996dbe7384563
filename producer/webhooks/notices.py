"""Which jobs somebody wants to hear of, and what was tried; all gateways of a farm share it.

<ns>:hooks              zset   job -> Unix time of the next look at it
<ns>:hook:<job>         hash   url, tenant, id of the message, state
<ns>:hook:<job>:tries   list   what was tried, as JSON
<ns>:hooks:sender       string the gateway that sends, while it says so
"""

import json
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from producer.webhooks.delivery import Try
from voicefarm.ledger import Ledger
from voicefarm.ledger.client import reaching_redis

KEPT_S = 7 * 86_400
ELECTED_S = 10
"""Seconds for which a sender is elected; it says again before."""
_ELECT = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """One job's message."""

    job: str
    url: str
    tenant: str
    id: str
    """The same in every try, so that receivers can drop doubles."""
    state: str
    """waiting, delivered, disabled (the receiver answered 410) or given up."""
    tries: tuple[dict[str, Any], ...] = ()


class Notices:
    """The notices of a farm. Thread-safe. Every call raises RedisUnreachable without a server."""

    def __init__(self, ledger: Ledger) -> None:
        self._redis: Any = ledger.client
        self._ns = ledger.namespace
        self._me = secrets.token_hex(8)

    def want(self, job: str, url: str, tenant: str) -> None:
        """Have the end of a job reported to an address; a later address replaces an earlier one."""
        key = self._key(job)
        fields = {
            "url": url,
            "tenant": tenant,
            "id": f"msg_{secrets.token_hex(12)}",
            "state": "waiting",
        }
        with reaching_redis(), self._redis.pipeline() as all_at_once:
            all_at_once.delete(f"{key}:tries")
            all_at_once.hset(key, mapping=fields)
            all_at_once.expire(key, KEPT_S)
            all_at_once.zadd(f"{self._ns}:hooks", {job: time.time()})
            all_at_once.execute()

    def notice(self, job: str) -> Notice | None:
        """A job's notice with all tries; None if nobody wants one."""
        with reaching_redis():
            fields = self._redis.hgetall(self._key(job))
            if not fields:
                return None
            tries = self._redis.lrange(f"{self._key(job)}:tries", 0, -1)
        return Notice(job=job, **fields, tries=tuple(json.loads(one) for one in tries))

    def due(self, most: int) -> list[str]:
        """The jobs to look at now."""
        key = f"{self._ns}:hooks"
        with reaching_redis():
            jobs = self._redis.zrangebyscore(key, "-inf", time.time(), start=0, num=most)
        return [str(job) for job in jobs]

    def look_again(self, job: str, at: float) -> None:
        """Look at a job at this Unix time."""
        with reaching_redis():
            self._redis.zadd(f"{self._ns}:hooks", {job: at})

    def forget(self, job: str) -> None:
        """Look at a job no more."""
        with reaching_redis():
            self._redis.zrem(f"{self._ns}:hooks", job)

    def record(self, job: str, attempt: Try, state: str) -> None:
        """Keep what became of a try."""
        key = self._key(job)
        with reaching_redis(), self._redis.pipeline() as all_at_once:
            all_at_once.rpush(f"{key}:tries", json.dumps(asdict(attempt)))
            all_at_once.expire(f"{key}:tries", KEPT_S)
            all_at_once.hset(key, "state", state)
            all_at_once.expire(key, KEPT_S)
            all_at_once.execute()

    def elect(self) -> bool:
        """Whether this process is the one that sends now; another follows within seconds of it."""
        place = f"{self._ns}:hooks:sender"
        with reaching_redis():
            return bool(self._redis.eval(_ELECT, 1, place, self._me, ELECTED_S))

    def _key(self, job: str) -> str:
        return f"{self._ns}:hook:{job}"

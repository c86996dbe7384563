"""Who calls, what they may do, and how much: keys, scopes, limits.

Without any key in the store a gateway on the loopback is open. Everywhere else it wants keys.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.requests import HTTPConnection

from producer.api_keys import DEFAULT_TENANT, ApiKey, Scope, fits, has_keys, id_of_token, read_key
from producer.farm import Farm
from producer.gateway.problems import HttpProblem
from voicefarm.ledger.client import reaching_redis

KNOWN_S = 5.0
"""Seconds for which a key is good without another look at the store: a revoked one ends by then."""
COOKIE = "voicefarm_key"
MINUTE_S, DAY_S = 60, 86_400
_COUNT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request."""

    tenant: str = DEFAULT_TENANT
    key: ApiKey | None = None

    @property
    def sees_all(self) -> bool:
        """Whether the jobs of other tenants are theirs to see."""
        return self.key is None or self.key.allows("admin")


@dataclass
class Access:
    """The gateway's door. Thread-safe."""

    farm: Farm
    may_be_open: bool
    """Whether a store without keys means that everybody may call: on the loopback."""
    open_lists: bool = False
    _known: dict[str, tuple[float, ApiKey | None]] = field(default_factory=dict)
    _open: tuple[float, bool] = (-KNOWN_S, False)
    _streams: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_open(self) -> bool:
        """Whether calls need no key now."""
        if not self.may_be_open:
            return False
        looked, known = self._open
        if time.monotonic() - looked > KNOWN_S:
            known = not has_keys(self.farm.store)
            self._open = (time.monotonic(), known)
        return known

    def knows(self, connection: HTTPConnection) -> bool:
        """Whether `admit` will answer without a look at the store or at Redis."""
        now = time.monotonic()
        if self.may_be_open and now - self._open[0] > KNOWN_S:
            return False
        if self.is_open:
            return True
        looked, key = self._known.get(id_of_token(token_of(connection)) or "", (-KNOWN_S, None))
        is_fresh = now - looked <= KNOWN_S
        return is_fresh and not (key and key.requests_per_minute)

    def admit(self, connection: HTTPConnection, scope: Scope) -> Caller:
        """Who calls. Raises HttpProblem: 401, 403, or 429."""
        token = token_of(connection)
        if self.is_open:
            return Caller()
        if not token and scope == "read" and self.open_lists and connection.state.is_list:
            return Caller()
        key = self._key(token)
        if not key.allows(scope):
            raise HttpProblem(
                HTTPStatus.FORBIDDEN,
                f"This key may not do that; it needs the scope '{scope}'.",
                "missing_scope",
            )
        self._count_request(key)
        return Caller(key.name, key)

    def count_text(self, caller: Caller, characters: int) -> None:
        """Count the characters of a text, before it is queued. Raises HttpProblem, 413 or 429."""
        key = caller.key
        if key is None:
            return
        if 0 < key.characters_per_request < characters:
            raise HttpProblem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The text has {characters} characters, and this key may send "
                f"{key.characters_per_request} at once; send less, or ask for a larger limit.",
                "text_too_long",
            )
        if key.characters_per_day:
            day, left_s = divmod(int(time.time()), DAY_S)
            used = self._count(f"{key.id}:day:{day}", characters, 2 * DAY_S)
            if used > key.characters_per_day:
                self._count(f"{key.id}:day:{day}", -characters, 2 * DAY_S)
                raise _too_much(
                    f"This key may send {key.characters_per_day} characters a day, "
                    f"and has sent {used - characters}; wait until midnight UTC.",
                    key.characters_per_day,
                    DAY_S,
                    DAY_S - left_s,
                )

    def begin_stream(self, caller: Caller) -> Callable[[], None]:
        """Count a stream of sound until what is returned is called. Raises HttpProblem, 429."""
        key = caller.key
        if key is None or not key.streams:
            return lambda: None
        with self._lock:
            if self._streams[key.id] >= key.streams:
                raise _too_much(
                    f"This key may have {key.streams} streams at once; wait until one has ended.",
                    key.streams,
                    MINUTE_S,
                    1,
                )
            self._streams[key.id] += 1
        return lambda: self._end_stream(key.id)

    def _end_stream(self, id: str) -> None:
        with self._lock:
            self._streams[id] -= 1

    def _key(self, token: str) -> ApiKey:
        key = self._stored(token)
        if key and fits(key, token):
            return key
        fits(None, token)
        what = "Give a key" if not token else "This key is not known or was revoked; give another"
        raise HttpProblem(
            HTTPStatus.UNAUTHORIZED,
            f"{what}, as `Authorization: Bearer vf_…`; `voicefarm keys add` makes one.",
            "invalid_api_key" if token else "missing_api_key",
            headers={"WWW-Authenticate": 'Bearer realm="voicefarm"'},
        )

    def _stored(self, token: str) -> ApiKey | None:
        id = id_of_token(token)
        if id is None:
            return None
        looked, key = self._known.get(id, (-KNOWN_S, None))
        if time.monotonic() - looked > KNOWN_S:
            key = read_key(self.farm.store, id)
            if len(self._known) > 10_000:  # made-up ids must not fill the memory
                self._known.clear()
            self._known[id] = (time.monotonic(), key)
        return key

    def _count_request(self, key: ApiKey) -> None:
        if not key.requests_per_minute:
            return
        minute, past_s = divmod(int(time.time()), MINUTE_S)
        used = self._count(f"{key.id}:minute:{minute}", 1, 2 * MINUTE_S)
        if used > key.requests_per_minute:
            raise _too_much(
                f"This key may send {key.requests_per_minute} requests a minute; wait a moment.",
                key.requests_per_minute,
                MINUTE_S,
                MINUTE_S - past_s,
            )

    def _count(self, name: str, by: int, kept_s: int) -> int:
        ledger = self.farm.ledger
        redis: Any = ledger.client
        with reaching_redis():
            return int(redis.eval(_COUNT, 1, f"{ledger.namespace}:key:{name}", by, kept_s))


def token_of(connection: HTTPConnection) -> str:
    """The key that came with a request, in any of the usual places; empty if none did."""
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    return connection.headers.get("x-api-key") or connection.cookies.get(COOKIE, "")


def _too_much(sentence: str, most: int, window_s: int, wait_s: int) -> HttpProblem:
    return HttpProblem(
        HTTPStatus.TOO_MANY_REQUESTS,
        sentence,
        "rate_limit_exceeded",
        headers={
            "Retry-After": str(wait_s),
            "RateLimit-Policy": f'"key";q={most};w={window_s}',
            "RateLimit": f'"key";r=0;t={wait_s}',
        },
    )

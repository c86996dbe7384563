"""`Idempotency-Key`, as the IETF's draft says: a request that is sent again does nothing again.

A key is kept for a day. Kept is a fingerprint of the request and the job that it made, no text.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from redis.exceptions import RedisError

from producer.gateway.problems import HttpProblem
from voicefarm.errors import BadInput
from voicefarm.ledger import Ledger
from voicefarm.ledger.client import reaching_redis

KEPT_S = 86_400
IN_WORK_S = 120
"""A request that takes longer has died with its gateway."""
LONGEST = 255
_IN_WORK = "in work"


def once(
    ledger: Ledger, tenant: str, key: str, content: bytes, submit: Callable[[], str]
) -> tuple[str, bool]:
    """The job that `submit` makes for this key, or made before; and whether it was before.

    Raises HttpProblem: 422 for another content under the key, 409 while the first is in work.
    """
    name = _name(ledger, tenant, key)
    fingerprint = hashlib.sha256(content).hexdigest()
    redis: Any = ledger.client
    with reaching_redis():
        if not redis.set(name, f"{fingerprint} {_IN_WORK}", nx=True, ex=IN_WORK_S):
            return _known(redis.get(name) or "", fingerprint), True
    try:
        job = submit()
    except Exception:
        _quietly(lambda: redis.delete(name))
        raise
    _quietly(lambda: redis.set(name, f"{fingerprint} {job}", ex=KEPT_S))
    return job, False


def _known(stored: str, fingerprint: str) -> str:
    before, _, job = stored.partition(" ")
    if before and before != fingerprint:
        raise HttpProblem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "This Idempotency-Key was used for another request; take a new one.",
            "idempotency_key_reused",
        )
    if not job or job == _IN_WORK:
        raise HttpProblem(
            HTTPStatus.CONFLICT,
            "The first request with this Idempotency-Key is still in work; try again in a moment.",
            "idempotency_key_in_work",
            headers={"Retry-After": "1"},
        )
    return job


def _name(ledger: Ledger, tenant: str, key: str) -> str:
    bare = key.strip().removeprefix('"').removesuffix('"')
    if not bare or len(bare) > LONGEST:
        raise BadInput(f"give 1 to {LONGEST} characters.", field="Idempotency-Key")
    digest = hashlib.sha256(f"{tenant}\n{bare}".encode()).hexdigest()
    return f"{ledger.namespace}:once:{digest}"


def _quietly(command: Callable[[], object]) -> None:
    try:
        command()
    except RedisError:
        return  # the job itself has an id of its content: nothing is done twice

"""Keys for the gateway: who may call it, for what, and how much.

A key is `vf_<id>_<secret>`. The store has its hash alone, one object a key, so that any number of
gateways know it. The secret is 32 random bytes, which no dictionary has: a plain SHA-256 is enough.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError

from voicefarm.artifacts.keys import API_KEYS, api_key_key
from voicefarm.errors import ObjectMissing, UnknownName
from voicefarm.messages import Scheduling
from voicefarm.messages.message import Digest, Message
from voicefarm.store import JSON, Store
from voicefarm.wording.validation import NAME, validated

Scope = Literal["speak", "jobs", "read", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""speak: sound at once. jobs: submit and cancel. read: jobs, results, lists. admin: all of it, and
the jobs of all tenants."""
DEFAULT_TENANT = Scheduling().tenant
"""Whose jobs are those that were submitted without a key."""
USUAL_SCOPES: tuple[Scope, ...] = ("speak", "jobs", "read")
_TOKEN = re.compile(r"vf_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = "0" * 64


class ApiKey(Message):
    """One key, as it is stored: without its secret."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    name: str = Field(pattern=NAME)
    """Whose it is. It is the tenant of the key's jobs, so keys of one name share them."""
    digest: Digest
    """SHA-256 of the secret."""
    scopes: tuple[Scope, ...] = Field(USUAL_SCOPES, min_length=1)
    created: float
    """Unix time."""
    requests_per_minute: int = Field(0, ge=0)
    """0 means no limit, here and below."""
    streams: int = Field(0, ge=0)
    """Streams of sound at once, on each gateway."""
    characters_per_day: int = Field(0, ge=0)
    """Of texts that are submitted or spoken, by days in UTC."""
    characters_per_request: int = Field(0, ge=0)

    def allows(self, scope: Scope) -> bool:
        """Whether it may be used for this."""
        return scope in self.scopes or "admin" in self.scopes


def add_key(
    store: Store,
    name: str,
    scopes: Sequence[str] = USUAL_SCOPES,
    *,
    requests_per_minute: int = 0,
    streams: int = 0,
    characters_per_day: int = 0,
    characters_per_request: int = 0,
) -> tuple[ApiKey, str]:
    """Store a new key; the key and its token, which nobody can read again. Raises BadInput."""
    secret = secrets.token_urlsafe(32)
    key = validated(
        ApiKey,
        {
            "id": secrets.token_hex(6),
            "name": name,
            "digest": _digest(secret),
            "scopes": tuple(scopes),
            "created": time.time(),
            "requests_per_minute": requests_per_minute,
            "streams": streams,
            "characters_per_day": characters_per_day,
            "characters_per_request": characters_per_request,
        },
    )
    store.put(api_key_key(key.id), key.model_dump_json().encode(), JSON)
    return key, f"vf_{key.id}_{secret}"


def list_keys(store: Store) -> Iterator[ApiKey]:
    """All keys, in the order of their ids."""
    for stored in store.list(API_KEYS):
        if key := _read(store, stored):
            yield key


def has_keys(store: Store) -> bool:
    """Whether there is any key."""
    return next(store.list(API_KEYS), None) is not None


def revoke_key(store: Store, wanted: str) -> list[ApiKey]:
    """Remove the key with an id, or all keys of a name; those removed. Raises UnknownName."""
    keys = list(list_keys(store))
    revoked = [key for key in keys if wanted in (key.id, key.name)]
    if not revoked:
        raise UnknownName.of("Key", wanted, sorted({key.name for key in keys}))
    for key in revoked:
        store.delete(api_key_key(key.id))
    return revoked


def id_of_token(token: str) -> str | None:
    """The id in a token; None if it isn't one."""
    match = _TOKEN.fullmatch(token)
    return match[1] if match else None


def read_key(store: Store, id: str) -> ApiKey | None:
    """The key with an id, or None."""
    return _read(store, api_key_key(id))


def fits(key: ApiKey | None, token: str) -> bool:
    """Whether the token is the key's. It takes equally long for any token of its form."""
    match = _TOKEN.fullmatch(token)
    digest = _digest(match[2] if match else "")
    return hmac.compare_digest(digest, key.digest if key else _NOBODY) and key is not None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(store: Store, stored: str) -> ApiKey | None:
    try:
        return ApiKey.model_validate_json(store.get(stored))
    except (ObjectMissing, ValidationError):
        return None

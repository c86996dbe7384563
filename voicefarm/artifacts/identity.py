"""Which store it is: an id in the store, which all who use it read, whatever they call it.

A farm's producers and workers compare it by way of the ledger. Two folders of one name on two
machines are two stores; one bucket is one store by every address.
"""

import json
import secrets
import socket
from dataclasses import dataclass

from voicefarm.artifacts.keys import STORE_ID
from voicefarm.errors import ObjectMissing
from voicefarm.store import JSON, Store


@dataclass(frozen=True, slots=True)
class StoreIdentity:
    """A store's id, and what messages call it."""

    id: str
    name: str


def identity_of(store: Store) -> StoreIdentity:
    """The store's identity, made at its first use. Raises StoreUnreachable."""
    return StoreIdentity(known_id(store) or _made(store), name_of(store))


def name_of(store: Store) -> str:
    """The address of a store; for a folder also the host that it lies on."""
    place = store.locate(STORE_ID).removesuffix(STORE_ID).rstrip("/")
    return place if place.startswith("s3://") else f"{place} on {socket.gethostname()}"


def _made(store: Store) -> str:
    store.put(STORE_ID, json.dumps({"id": secrets.token_hex(16)}).encode(), JSON)
    return known_id(store)  # another may have made one at the same time: the last one counts


def known_id(store: Store) -> str:
    """The store's id; empty if it has none. Raises StoreUnreachable."""
    try:
        return str(json.loads(store.get(STORE_ID))["id"])
    except (ObjectMissing, ValueError, KeyError, TypeError):
        return ""

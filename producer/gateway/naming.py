"""Names in requests: aliases of models and voices, and the ids of one tenant's jobs."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping

from producer.api_keys import DEFAULT_TENANT
from producer.gateway.gateway import Gateway
from producer.jobs.submission import PreparedJob


def aliases(entries: Iterable[str]) -> Mapping[str, str | None]:
    """What NAME=TARGET entries of a setting say; None where there is no target."""
    pairs = (entry.partition("=") for entry in entries)
    return {name.strip(): target.strip() or None for name, _, target in pairs}


def with_aliases(
    gateway: Gateway, model: str | None, voice: str | None
) -> tuple[str | None, str | None]:
    """The model and the voice that are meant; None is the usual one.

    A model or voice that really has the name goes before an alias.
    """
    settings = gateway.settings
    known = aliases(settings.model_aliases)
    if model and model not in gateway.catalogue():
        model = known.get(model, model)
    names = aliases(settings.voice_aliases)
    if (
        voice
        and voice in names
        and not any(voice in one.voices for one in gateway.models().values())
    ):
        voice = names[voice]
    return model, voice


def named_for(prepared: PreparedJob, tenant: str, kind: str = "") -> PreparedJob:
    """The job under an id of the tenant's own, so that nobody's job is somebody's too.

    An id that the caller chose is kept apart in the same way. Equal requests have equal ids.
    """
    manifest = prepared.manifest
    if not kind and tenant == DEFAULT_TENANT:
        return prepared
    digest = hashlib.sha256(f"{kind}\n{tenant}\n{manifest.job}\n{manifest.content}".encode())
    job = "-".join(filter(None, (kind, digest.hexdigest()[:20])))
    return dataclasses.replace(prepared, manifest=manifest.model_copy(update={"job": job}))

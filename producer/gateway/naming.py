"""Names in requests: aliases of models and voices, and the ids of one tenant's jobs."""

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

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

    A model or voice that really has the name goes before an alias, whose capitals don't count.
    """
    settings = gateway.settings
    if model not in gateway.catalogue():
        model = meant_by(model, aliases(settings.model_aliases))
    if not any(voice in one.voices for one in gateway.models().values()):
        voice = meant_by(voice, aliases(settings.voice_aliases))
    return model or None, voice or None


def meant_by(name: str | None, known: Mapping[str, str | None]) -> str | None:
    """What an alias stands for; capitals don't count. A name that is none stays as it is."""
    by_letters = {alias.casefold(): target for alias, target in known.items()}
    return by_letters.get(name.casefold(), name) if name else name


def with_meant_names(gateway: Gateway, fields: dict[str, Any]) -> dict[str, Any]:
    """A request's fields with the models and voices that are meant, those of its speakers too.

    A name that isn't text stays as it is, and is refused later by its field.
    """
    speakers = fields.get("speakers")
    meant = {**fields, **_meant(gateway, fields)}
    if isinstance(speakers, dict):
        meant["speakers"] = {
            name: {**one, **_of_speaker(_meant(gateway, one))} if isinstance(one, dict) else one
            for name, one in speakers.items()
        }
    return meant


def _meant(gateway: Gateway, fields: dict[str, Any]) -> dict[str, str | None]:
    named = {key: fields[key] for key in ("model", "voice") if isinstance(fields.get(key), str)}
    model, voice = with_aliases(gateway, named.get("model"), named.get("voice"))
    return {key: name for key, name in (("model", model), ("voice", voice)) if key in named}


def _of_speaker(names: dict[str, str | None]) -> dict[str, str]:
    """A speaker's names: empty for the job's own."""
    return {key: name or "" for key, name in names.items()}


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

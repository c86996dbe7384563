"""A prepared job, made to its end here or on the farm, and saved."""

import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from producer.farm import Farm, open_farm
from producer.jobs.casting import check_installed
from producer.jobs.output_files import save_results, saved_sizes
from producer.jobs.progress import follow, require_done
from producer.jobs.results import overrun_sentence, read_summary, result_keys
from producer.jobs.submission import PreparedJob, submit_job
from producer.listening.pipe_player import Pipe, PipePlayer
from producer.private_farm import private_farm
from voicefarm.errors import Unreachable
from voicefarm.messages import JobStatus, ReportSummary
from voicefarm.settings import Settings


@dataclass(frozen=True, slots=True)
class Narration:
    """What was made."""

    path: str
    paths: list[str]
    job: str
    model: str
    models: tuple[str, ...]
    """All that speak: those of a script's speakers may be further ones."""
    voice: str
    language: str
    duration_s: float
    size_bytes: int
    chunks: int
    reused: int
    flagged: int
    """Chunks with a fault that a check found in their take."""
    remade: int
    omissions: int
    """Passages of the text that are not read aloud."""
    overruns: int
    """Cues of a dubbing track whose speech goes on behind their end."""
    overrun_sentence: str
    """What that is at the most; empty if all are in time."""
    wall_s: float
    audio_s_per_wall_s: float
    audio_s_per_core_s: float | None
    """None when a farm did the work: its cores can't be counted from here."""
    first_sound_s: float | None
    """Seconds until the first sound could be heard; None when nobody listened."""


@dataclass(frozen=True, slots=True)
class _Host:
    """Where the job is made."""

    farm: Farm
    check: Callable[[], None]
    """To be called regularly while waiting; raises if the job can't go on."""
    is_private: bool
    """Whether it ends with the job."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A job that is done."""

    status: JobStatus
    summary: ReportSummary
    sizes: Mapping[Path, Mapping[Path, int]]
    """By the path of each result, the files that it was saved to, with their bytes."""


@dataclass(frozen=True, slots=True)
class _Effort:
    """What it took, in seconds; None for what can't be counted or was not wanted."""

    wall_s: float
    cpu_s: float | None
    first_sound_s: float | None


def make_programme(
    settings: Settings,
    prepared: PreparedJob,
    paths: Sequence[Path],
    *,
    show: Callable[[JobStatus], None],
    notify: Callable[[str], None],
    pipe: Pipe | None = None,
    standard_output: int | None = None,
) -> Narration:
    """Make a job on the configured farm, or on a private one, and save its results to `paths`.

    `show` gets each status. The job is heard through the `pipe` while it is made; if nobody reads
    it, `notify` gets a sentence. `standard_output` is a descriptor, if a result goes there. Raises
    BadSetting, Unreachable, JobFailed, JobCancelled, WorkerDied, ResultNotWritten.
    """
    started, cpu_before_s = time.monotonic(), _cpu_s()
    job = prepared.manifest.job
    with _host(settings, prepared.manifest.models) as host:
        player = PipePlayer(host.farm, job, pipe, notify) if pipe else None
        submit_job(host.farm, prepared, listening=pipe is not None)
        with player or nullcontext():
            status = _followed(host, job, show)
            made = _saved(host.farm, status, paths, standard_output)
    first_sound = player.first_sound if player else None
    effort = _Effort(
        wall_s=time.monotonic() - started,
        cpu_s=_cpu_s() - cpu_before_s if host.is_private else None,
        first_sound_s=first_sound - started if first_sound else None,
    )
    return _narration(prepared, made, effort)


@contextmanager
def _host(settings: Settings, models: Sequence[str]) -> Iterator[_Host]:
    if not settings.redis_url:
        check_installed(settings.catalogue(), models)
        first, *further = models
        with private_farm(settings.model_copy(update={"model": first}), further) as private:
            yield _Host(private.farm, private.check_workers, is_private=True)
        return
    farm = open_farm(settings)
    served = {worker.model for worker in farm.ledger.workers()}
    for model in models:
        if model not in served:
            raise Unreachable(
                f"No worker on the farm serves model '{model}'; start `voicefarm worker` with "
                f"VOICEFARM_MODEL={model}, or `voicefarm submit` the text and let it wait."
            )
    yield _Host(farm, lambda: None, is_private=False)


def _followed(host: _Host, job: str, show: Callable[[JobStatus], None]) -> JobStatus:
    """The job's last status. Raises JobFailed or JobCancelled unless it is done."""
    # A private server that ended doesn't come back.
    outage_s = 0.0 if host.is_private else host.farm.settings.outage_s
    for status in follow(host.farm.ledger, job, between=host.check, outage_s=outage_s):
        show(status)
    require_done(status, on_farm=not host.is_private)
    return status


def _saved(
    farm: Farm, status: JobStatus, paths: Sequence[Path], standard_output: int | None
) -> _Made:
    keys = result_keys(status.job, paths)
    save_results(farm.store, status.job, keys, standard_output)
    sizes = {path: saved_sizes(farm.store, status.job, key, path) for path, key in keys.items()}
    return _Made(status, read_summary(farm.store, status.job), sizes)


def _narration(prepared: PreparedJob, made: _Made, effort: _Effort) -> Narration:
    recipe, summary = prepared.manifest.spec.recipe, made.summary
    duration_s, cpu_s, first_sound_s = summary.duration_s, effort.cpu_s, effort.first_sound_s
    first_path, first_files = next(iter(made.sizes.items()))
    return Narration(
        path=str(first_path),
        paths=[str(file) for files in made.sizes.values() for file in files],
        job=made.status.job,
        model=recipe.model,
        models=prepared.manifest.models,
        voice=recipe.voice,
        language=recipe.language,
        duration_s=round(duration_s, 3),
        size_bytes=sum(first_files.values()),
        chunks=made.status.chunks,
        reused=made.status.reused,
        flagged=summary.flagged,
        remade=summary.remade,
        omissions=len(summary.omissions),
        overruns=summary.overruns,
        overrun_sentence=overrun_sentence(summary),
        wall_s=round(effort.wall_s, 2),
        audio_s_per_wall_s=round(duration_s / effort.wall_s, 1),
        audio_s_per_core_s=round(duration_s / cpu_s, 1) if cpu_s else None,
        first_sound_s=round(first_sound_s, 2) if first_sound_s else None,
    )


def _cpu_s() -> float:
    """CPU time of this process and of those that it started and has waited for, in seconds."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)

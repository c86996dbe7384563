"""`voicefarm narrate`: a text in, its WAV out, on this machine alone or on the configured farm."""

import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import typer

from producer.cli import options
from producer.cli.console import ProgressBar, shown_size
from producer.cli.job_options import JobOptions, read_job, with_job_options
from producer.cli.results import (
    Outs,
    default_output,
    input_files,
    kept_standard_output,
    output_paths,
    sound_pipe,
)
from producer.documents.formats import check_document_file
from producer.documents.web.arguments import is_address
from producer.documents.web.fetching import check_scheme
from producer.farm import Farm, open_farm
from producer.jobs.casting import check_installed
from producer.jobs.output_files import check_room, save_results, saved_sizes
from producer.jobs.progress import follow, require_done
from producer.jobs.results import (
    audio_files,
    audio_forms,
    chapter_forms,
    overrun_sentence,
    read_summary,
    result_keys,
    suffix_of,
)
from producer.jobs.submission import PreparedJob, submit_job
from producer.listening.pipe_player import Pipe, PipePlayer
from producer.private_farm import private_farm
from voicefarm.console import Json, complain, say, say_json
from voicefarm.errors import BadSetting, Unreachable
from voicefarm.forms import listed
from voicefarm.messages import JobStatus, ReportSummary
from voicefarm.settings import Settings
from voicefarm.wording.counting import clock, counted


@dataclass(frozen=True, slots=True)
class Narration:
    """What was made, for printing."""

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
    first_sound_s: float | None = None
    """Seconds until the first sound could be heard; None when nobody listened."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(narrate)


@with_job_options
def narrate(
    file: options.File,
    *,
    out: Outs = [],  # noqa: B006 - typer copies it
    reading: JobOptions,
    on_failure: options.OnFailure = "fail",
    play_to: options.PlayTo = None,
    verify: options.Verify = None,
    json: Json = False,
) -> None:
    """Read a text aloud into one WAV.

    Without VOICEFARM_REDIS_URL everything runs on this machine and ends with the command. What was
    synthesized is kept in the store. A second run, or one after an edit, speaks only what is new.
    """
    if file != "-" and not is_address(file):
        check_scheme(file)
        check_document_file(Path(file))
    inputs = input_files(file, reading.cover, reading.dictionary, play_to)
    paths = output_paths(out, default_output(file), inputs)
    stdout = kept_standard_output(paths, play_to)
    pipe = sound_pipe(play_to) if play_to else None
    reading.check_word_times(list(map(suffix_of, paths)))
    settings = reading.load_settings()
    if verify is not None:
        settings = _verifying(settings, verify)
    prepared = read_job(
        settings,
        file,
        reading,
        audio_forms(paths),
        chapter_outputs=chapter_forms(paths),
        on_failure=on_failure,
    )
    spec = prepared.manifest.spec
    check_room(audio_files(paths), spec, prepared.manifest.characters)
    if not (settings.model_is_named or json):
        complain(f"{_speaking(prepared.manifest.models)}; --model names another.")
    make_and_save(settings, prepared, paths, pipe, stdout, json=json)


def make_and_save(
    settings: Settings,
    prepared: PreparedJob,
    paths: list[Path],
    pipe: Pipe | None = None,
    stdout: int | None = None,
    *,
    json: bool,
) -> None:
    """Make a job here or on the farm, save its results, and print what was made."""
    speaker = prepared.manifest.spec.recipe.model
    settings = settings.model_copy(update={"model": speaker})
    made = _narrate(settings, prepared, paths, pipe, stdout, quiet=json)
    if json:
        say_json(asdict(made))
    else:
        _print(made)


def _speaking(models: Sequence[str]) -> str:
    if len(models) == 1:
        return f"model '{models[0]}' speaks"
    named = listed((f"'{model}'" for model in models), "and")
    return f"models {named} speak"


def _verifying(settings: Settings, verify: float) -> Settings:
    if settings.redis_url:
        raise BadSetting(
            "On a farm its workers verify: give `voicefarm worker` the option --verify."
        )
    return settings.model_copy(update={"verify": verify})


def _narrate(
    settings: Settings,
    prepared: PreparedJob,
    paths: list[Path],
    pipe: Pipe | None,
    stdout: int | None,
    *,
    quiet: bool,
) -> Narration:
    started, cores_before = time.monotonic(), _cpu_s()
    models = prepared.manifest.models
    with _farm(settings, models) as (farm, check), ProgressBar(hidden=quiet) as bar:
        listener = PipePlayer(farm, prepared.manifest.job, pipe, complain) if pipe else None
        submit_job(farm, prepared, listening=pipe is not None)
        with listener or nullcontext():
            # A private server that ended doesn't come back.
            outage_s = settings.outage_s if settings.redis_url else 0.0
            job = prepared.manifest.job
            for status in follow(farm.ledger, job, between=check, outage_s=outage_s):
                bar.show(status)
            require_done(status, on_farm=bool(settings.redis_url))
            summary = read_summary(farm.store, prepared.manifest.job)
            keys = result_keys(status.job, paths)
            save_results(farm.store, status.job, keys, stdout)
            sizes = [saved_sizes(farm.store, job, key, path) for path, key in keys.items()]
    wall_s = time.monotonic() - started
    cpu_s = None if settings.redis_url else _cpu_s() - cores_before
    made = _narration(paths[0], sizes, prepared, status, summary, wall_s, cpu_s)
    first = listener.first_sound if listener else None
    return replace(made, first_sound_s=round(first - started, 2) if first else None)


@contextmanager
def _farm(settings: Settings, models: Sequence[str]) -> Iterator[tuple[Farm, Callable[[], None]]]:
    """The configured farm, or a private one; and what to call regularly while waiting."""
    if not settings.redis_url:
        check_installed(settings.catalogue(), models)
        first, *further = models
        settings = settings.model_copy(update={"model": first})
        with private_farm(settings, further) as private:
            yield private.farm, private.check_worker
        return
    farm = open_farm(settings)
    served = {worker.model for worker in farm.ledger.workers()}
    for model in models:
        if model not in served:
            raise Unreachable(
                f"No worker on the farm serves model '{model}'; start one with "
                f"`voicefarm worker --model {model}`, or `voicefarm submit` and let it wait."
            )
    yield farm, lambda: None


def _narration(
    path: Path,
    sizes: Sequence[Mapping[Path, int]],
    prepared: PreparedJob,
    status: JobStatus,
    summary: ReportSummary,
    wall_s: float,
    cpu_s: float | None,
) -> Narration:
    duration_s = summary.duration_s
    recipe = prepared.manifest.spec.recipe
    return Narration(
        path=str(path),
        paths=[str(file) for files in sizes for file in files],
        job=status.job,
        model=recipe.model,
        models=prepared.manifest.models,
        voice=recipe.voice,
        language=recipe.language,
        duration_s=round(duration_s, 3),
        size_bytes=sum(sizes[0].values()),
        chunks=status.chunks,
        reused=status.reused,
        flagged=summary.flagged,
        remade=summary.remade,
        omissions=len(summary.omissions),
        overruns=summary.overruns,
        overrun_sentence=overrun_sentence(summary),
        wall_s=round(wall_s, 2),
        audio_s_per_wall_s=round(duration_s / wall_s, 1),
        audio_s_per_core_s=round(duration_s / cpu_s, 1) if cpu_s else None,
    )


def _print(made: Narration) -> None:
    say(f"{made.path}: {clock(made.duration_s)} of audio, {shown_size(made.size_bytes)}")
    for path in made.paths:
        if path != made.path:
            say(path)
    if len(made.models) > 1:
        say(f"  models {listed(made.models, 'and')}, language {made.language}")
    else:
        say(f"  {made.model}, voice {made.voice}, language {made.language}")
    say(f"  {counted(made.chunks, 'chunk')}, {made.reused} reused; job {made.job}")
    if made.flagged:
        say(f"  {_suspicious(made)}")
    if made.omissions:
        were = "is" if made.omissions == 1 else "are"
        passages = counted(made.omissions, "passage")
        say(f"  {passages} of the text {were} not read: `voicefarm preview` lists them")
    if made.overrun_sentence:
        say(f"  {made.overrun_sentence}")
    cores = (
        f", {made.audio_s_per_core_s} audio-seconds per core-second"
        if made.audio_s_per_core_s
        else ""
    )
    say(f"  {made.wall_s} s, {made.audio_s_per_wall_s} × real time{cores}")
    if made.first_sound_s is not None:
        say(f"  first sound after {made.first_sound_s} s")


def _suspicious(made: Narration) -> str:
    """How many chunks sound suspicious, and where their faults are listed."""
    verb = "sounds" if made.flagged == 1 else "sound"
    sentence = f"{counted(made.flagged, 'chunk')} {verb} suspicious"
    pages = [path for path in made.paths if path.endswith(".html")]
    return f"{sentence}: see {pages[0]}" if pages else f"{sentence}: -o report.html says which"


def _cpu_s() -> float:
    """CPU time of this process and of those that it started and has waited for, in seconds."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)

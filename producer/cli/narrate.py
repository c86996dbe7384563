"""`voicefarm narrate`: a text in, its audio out, here or on the configured farm."""

from collections.abc import Sequence
from dataclasses import asdict
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
from producer.jobs.output_files import check_room
from producer.jobs.results import audio_files, audio_forms, chapter_forms, suffix_of
from producer.jobs.submission import PreparedJob
from producer.listening.pipe_player import Pipe
from producer.narration import Narration, make_programme
from voicefarm.console import Json, complain, say, say_json
from voicefarm.errors import BadSetting
from voicefarm.forms import listed
from voicefarm.settings import Settings
from voicefarm.wording.counting import clock, counted


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
    """Make a job here or on the farm with a progress bar, save it, and print what was made."""
    with ProgressBar(hidden=json) as bar:
        made = make_programme(
            settings,
            prepared,
            paths,
            show=bar.show,
            notify=complain,
            pipe=pipe,
            standard_output=stdout,
        )
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

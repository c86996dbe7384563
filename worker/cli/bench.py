"""`models bench`: what a model costs on this machine, by slots."""

from typing import TYPE_CHECKING, Annotated

import typer

from voicefarm.console import Json, say, say_json, say_table
from voicefarm.errors import BadInput, UnknownName
from voicefarm.settings import load_settings

if TYPE_CHECKING:
    from worker.model_tools.bench.bench import BenchReport
    from worker.model_tools.bench.child import BenchRun


def bench_model(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="As `models list` names it.")],
    slots: Annotated[
        list[int], typer.Option(help="Chunks in work at once; repeatable. 1, 2 and 4 by default.")
    ] = [],  # noqa: B006 - typer copies it
    texts: Annotated[int, typer.Option(min=1, max=1000, help="Texts a slot speaks.")] = 2,
    language: Annotated[str | None, typer.Option(help="The language that it speaks.")] = None,
    voice: Annotated[str | None, typer.Option(help="The voice that speaks.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=1024, help="Cores to use; 0 means all.")] = 0,
    json: Json = False,
) -> None:
    """Measure a model: loading, first sound, times real time, memory, takes kept, errors.

    Each number of slots is measured in a process of its own. Other work on the machine makes the
    times worse, and the CPU time hardly.
    """
    from worker.model_tools.bench.bench import MOST_SLOTS, USUAL_SLOTS, BenchPlan, measure

    for number in slots:
        if not 1 <= number <= MOST_SLOTS:
            raise BadInput(f"{number} is out of range; give 1 to {MOST_SLOTS}.", field="slots")
    settings = load_settings()
    catalogue = settings.catalogue()
    if name not in catalogue:
        raise UnknownName.of("Model", name, catalogue)
    plan = BenchPlan(tuple(slots) or USUAL_SLOTS, texts, language, voice, threads)
    report = measure(settings, catalogue[name], plan)
    if json:
        say_json(report.fields())
    else:
        _print(report)


def _print(report: "BenchReport") -> None:
    say_table(
        ("SLOTS", "LOADED", "FIRST SOUND", "× REAL TIME", "AUDIO-S PER CPU-S", "A TEXT TAKES",
         "MEMORY", "KEPT TAKES", "ERRORS"),
        (_row(run) for run in report.runs),
    )  # fmt: skip
    first = report.runs[0]
    say(
        f"{report.model}, {report.language}, voice {report.voice}: {report.threads} threads of "
        f"{report.cpu}, load {report.load_average:g} before."
    )
    if not first.streams:
        say("It doesn't stream: its first sound is a whole text.")
    say(f"A take that is kept is read in {1000 * first.kept_take_s:.1f} ms, and not spoken again.")


def _row(run: "BenchRun") -> tuple[str, ...]:
    first = "-" if run.first_sound_s is None else f"{run.first_sound_s:.2f} s"
    return (
        str(run.slots),
        f"{run.load_s:.2f} s ({run.load_core_s:.2f} CPU)",
        first,
        f"{run.times_real_time:.2f}",
        f"{run.audio_s_per_core_s:.2f}",
        f"{run.average_duration_s:.2f} s",
        f"{run.memory_mb:,} MB",
        f"{run.cache_hits} of {run.texts - run.errors}",
        f"{run.errors} of {run.texts}",
    )

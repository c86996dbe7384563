"""`models quantize-onnx`: a Piper voice in 8 bits, if that is faster and sounds the same."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from voicefarm.console import Json, say, say_json, say_table
from voicefarm.errors import BadInput, UnknownName
from voicefarm.settings import load_settings
from voicefarm.wording.paths import shown

if TYPE_CHECKING:
    from worker.voices.quantizing.quantizing import Quantized, QuantizingAttempt

REFUSED = 1
"""Exit code if nothing was worth keeping."""


def quantize_onnx(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="A model with Piper's engine.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.onnx", help="The file to write.")],
    kind: Annotated[
        Literal["best", "static", "dynamic"], typer.Option(help="How; the best of both by default.")
    ] = "best",
    json: Json = False,
) -> None:
    """Quantize a Piper voice's network to 8 bits, unless that is slower or sounds worse.

    Both speak the same lines. Word errors, spectrum and CPU time decide. A network that fails isn't
    written, and the exit code is 1.
    """
    from worker.voices.quantizing.network_files import KINDS
    from worker.voices.quantizing.quantizing import quantize

    settings = load_settings()
    catalogue = settings.catalogue()
    if name not in catalogue:
        raise UnknownName.of("Model", name, catalogue)
    if not out.absolute().parent.is_dir():
        raise BadInput(f"{shown(out.parent)} is no folder; make it first.", field="out")
    made = quantize(settings, catalogue[name], list(KINDS) if kind == "best" else [kind], out)
    if json:
        say_json(asdict(made))
    else:
        _print(made, out)
    if made.kept is None:
        raise typer.Exit(REFUSED)


def _print(made: "Quantized", out: Path) -> None:
    say_table(
        ("KIND", "MB", "SPEED", "LETTER ERRORS", "SPECTRUM", "VERDICT"),
        (
            ("original", f"{made.original_megabytes:.1f}", "1.00", _original_errors(made), "", ""),
            *(_row(attempt) for attempt in made.attempts),
        ),
    )
    if made.kept:
        say(f"{out}: {made.kept.kind}. Name it as 'quantized' in a model file of your own.")
    else:
        say("Nothing was written: the original stays.")


def _original_errors(made: "Quantized") -> str:
    rates = (one.trial.original_error_rate for one in made.attempts if one.trial)
    return _share(next(rates, None))


def _row(attempt: "QuantizingAttempt") -> tuple[str, ...]:
    trial = attempt.trial
    verdict = f"refused: {attempt.refusal}" if attempt.refusal else "pass"
    if trial is None:
        return attempt.kind, f"{attempt.megabytes:.1f}", "", "", "", verdict
    return (
        attempt.kind,
        f"{attempt.megabytes:.1f}",
        f"{trial.gain:.2f}",
        _share(trial.error_rate),
        f"{trial.distance_db:.2f} dB",
        verdict,
    )


def _share(rate: float | None) -> str:
    return "?" if rate is None else f"{rate:.1%}"

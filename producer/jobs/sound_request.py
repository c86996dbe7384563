"""How a programme should sound and in which forms it is wanted: wishes checked before work starts.

Every sentence names what was given, what is possible, and the option.
"""

import importlib.util
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import soundfile

from voicefarm.errors import BadInput, UnknownName
from voicefarm.forms import LOSSLESS, WITH_COVER, Output, listed
from voicefarm.messages import Cover, JobSpec, Mastering, Pause, Pauses, Recipe, Tags

USUAL_VARIATION = 0.08
"""Pauses differ by up to 8 %: too little to hear as such, enough not to sound like a clock."""
USUAL_LOUDNESS = -16.0
"""LUFS: what podcast platforms ask for."""
LOUDNESS_RANGE = (-40.0, -5.0)
TRUE_PEAK_RANGE = (-20.0, 0.0)
LONGEST_PAUSE_MS = 10_000
RATE_RANGE = (8_000, 192_000)


@dataclass(frozen=True, slots=True)
class SoundRequest:
    """What is heard beside the voice; the defaults are what most want."""

    outputs: tuple[str, ...] = ("wav",)
    loudness: str = f"{USUAL_LOUDNESS:g}"
    """LUFS, or `off`."""
    true_peak: float = -1.0
    rate: int | None = None
    bits: int = 16
    stereo: bool = False
    pauses: tuple[str, ...] = ()
    """`paragraph=800`, in milliseconds."""
    variation: float = USUAL_VARIATION
    author: str = ""
    date: str = ""
    cover: Path | None = None
    word_times: bool = False


def job_spec(
    title: str, recipe: Recipe, take_rate: int, request: SoundRequest, cover: Cover | None = None
) -> JobSpec:
    """The wishes, resolved for takes of `take_rate` Hz. Raises BadInput, or UnknownName."""
    outputs = _outputs(request.outputs)
    if cover and not any(form.traits.cover for form in outputs):
        named, fitting = ", ".join(outputs), listed(WITH_COVER)
        raise BadInput(f"A cover doesn't fit into {named}; add an {fitting}, or drop it.")
    return JobSpec(
        title=title,
        recipe=recipe,
        sample_rate=take_rate,
        pauses=_pauses(request.pauses, request.variation),
        mastering=_mastering(request.loudness, request.true_peak),
        outputs=outputs,
        output_rate=_rate(request.rate, take_rate, outputs),
        bits=_bits(request.bits),
        channels=2 if request.stereo else 1,
        tags=Tags(author=request.author, date=_date(request.date)),
        cover=cover,
        word_times=request.word_times,
    )


def _date(date: str) -> str:
    if date and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", date):
        raise BadInput(f"Date '{date}' fits no tag; give --date as a year or as YYYY-MM-DD.")
    return date


def _bits(bits: int) -> Literal[16, 24]:
    if bits == 16:
        return 16
    if bits == 24:
        return 24
    forms = listed((form.upper() for form in LOSSLESS), "and")
    raise BadInput(f"{forms} can't be written with {bits} bits; give --bits 16 or 24.")


def _outputs(names: Iterable[str]) -> tuple[Output, ...]:
    known = {form.value: form for form in Output}
    chosen = list(dict.fromkeys(name.lower().lstrip(".") for name in names)) or ["wav"]
    for name in chosen:
        if name not in known:
            raise UnknownName.of("Format", name, known)
    outputs = tuple(known[name] for name in chosen)
    for form in outputs:
        _check_writable(form)
    return outputs


def _check_writable(form: Output) -> None:
    """Raise BadInput if this install can't write the form; the worker's is mostly the same."""
    traits = form.traits
    if traits.module and importlib.util.find_spec(traits.module) is None:
        raise BadInput(
            f"This install can't write {form.upper()}; "
            f"add it: pip install 'voicefarm[{traits.extra}]'."
        )
    if traits.libsndfile and not _libsndfile_writes(*traits.libsndfile):
        raise BadInput(
            f"This install's libsndfile can't write {form}; "
            "pip install --force-reinstall soundfile brings one that can."
        )


def _libsndfile_writes(container: str, subtype: str) -> bool:
    known = soundfile.available_formats()
    return container in known and (
        not subtype or subtype in soundfile.available_subtypes(container)
    )


def _mastering(loudness: str, true_peak: float) -> Mastering:
    _check_range("True peak", true_peak, TRUE_PEAK_RANGE, "dBTP", "--true-peak")
    if loudness == "off":
        return Mastering(true_peak=true_peak)
    try:
        target = float(loudness)
    except ValueError:
        raise BadInput(
            f"Loudness '{loudness}' is no number; give LUFS such as -16, or 'off'."
        ) from None
    _check_range("Loudness", target, LOUDNESS_RANGE, "LUFS", "--loudness")
    return Mastering(loudness=target, true_peak=true_peak)


def _check_range(
    what: str, value: float, bounds: tuple[float, float], unit: str, option: str
) -> None:
    if not bounds[0] <= value <= bounds[1]:
        raise BadInput(
            f"{what} {value:g} {unit} is out of range; "
            f"give {option} between {bounds[0]:g} and {bounds[1]:g}."
        )


def _pauses(changes: Iterable[str], variation: float) -> Pauses:
    if not 0 <= variation <= 0.5:
        raise BadInput(
            f"Pauses can't vary by {variation:g}; give --pause-variation between 0 and 0.5."
        )
    return Pauses(variation=variation, **dict(map(_pause, changes)))


def _pause(change: str) -> tuple[str, int]:
    kinds = [kind.value for kind in Pause]
    kind, _, length = change.partition("=")
    if kind not in kinds:
        raise UnknownName.of("Pause", kind, kinds)
    milliseconds = length.removesuffix("ms").strip()
    if not milliseconds.isdecimal():
        raise BadInput(f"Pause '{change}' has no length; write --pause {kind}=600.")
    if int(milliseconds) > LONGEST_PAUSE_MS:
        raise BadInput(
            f"A pause of {int(milliseconds) / 1000:g} s is too long; "
            f"give at most {LONGEST_PAUSE_MS} ms."
        )
    return kind, int(milliseconds)


def _rate(rate: int | None, take_rate: int, outputs: Iterable[Output]) -> int | None:
    if rate is not None and not RATE_RANGE[0] <= rate <= RATE_RANGE[1]:
        raise BadInput(f"A sample rate of {rate} Hz can't be made; give 8000 to 192000.")
    wanted = rate or take_rate
    for form in outputs:
        if form.rate(wanted) != wanted and not form.traits.any_rate:
            known = ", ".join(map(str, form.traits.rates))
            raise BadInput(
                f"{form.upper()} has no sample rate of {wanted} Hz; give --rate, one of: {known}."
            )
    return rate if rate != take_rate else None

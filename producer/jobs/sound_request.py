"""How a programme should sound and in which forms it is wanted: wishes checked before work starts.

Every sentence names what was given, what is possible, and the option.
"""

import importlib.util
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import soundfile

from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import (
    LONGEST_PAUSE_MS,
    LOUDNESS_RANGE,
    MOST_VARIATION,
    TRUE_PEAK_RANGE,
    USUAL_TRUE_PEAK,
    Cover,
    JobSpec,
    Mastering,
    Output,
    Pause,
    Pauses,
    Recipe,
    Tags,
)
from voicefarm.models import SAMPLE_RATE_RANGE

USUAL_VARIATION = 0.08
"""Pauses differ by up to 8 %: too little to hear as such, enough not to sound like a clock."""
USUAL_LOUDNESS = -16.0
"""LUFS: what podcast platforms ask for."""
MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
RATES: Mapping[Output, tuple[int, ...]] = {
    Output.MP3: MP3_RATES,
    Output.M4B: MP3_RATES,
    Output.OPUS: (8_000, 12_000, 16_000, 24_000, 48_000),
}
COVERED = frozenset({Output.M4B, Output.MP3, Output.FLAC})
"""Forms that take a cover; libsndfile gives no way to it in Opus, and WAV has no place for one."""


@dataclass(frozen=True, slots=True)
class SoundRequest:
    """What is heard beside the voice; the defaults are what most want."""

    outputs: tuple[str, ...] = ("wav",)
    loudness: str = f"{USUAL_LOUDNESS:g}"
    """LUFS, or `off`."""
    true_peak: float = USUAL_TRUE_PEAK
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
    if cover and not COVERED.intersection(outputs):
        named = ", ".join(form.value for form in outputs)
        raise BadInput(f"A cover doesn't fit into {named}; add an m4b, mp3 or flac, or drop it.")
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
    raise BadInput(f"WAV and FLAC can't be written with {bits} bits; give --bits 16 or 24.")


def _outputs(names: Iterable[str]) -> tuple[Output, ...]:
    known = [form.value for form in Output]
    chosen = list(dict.fromkeys(name.lower().lstrip(".") for name in names)) or ["wav"]
    for name in chosen:
        if name not in known:
            raise UnknownName.of("Format", name, known)
    _check_writable(chosen)
    return tuple(Output(name) for name in chosen)


def _check_writable(names: Iterable[str]) -> None:
    if Output.M4B in names and importlib.util.find_spec("av") is None:
        raise BadInput("This install can't write M4B; add it: pip install 'voicefarm[m4b]'.")
    able = {Output.MP3: "MP3" in soundfile.available_formats()}
    able[Output.OPUS] = "OPUS" in soundfile.available_subtypes("OGG")
    for form, is_able in able.items():
        if form in names and not is_able:
            raise BadInput(
                f"This install's libsndfile can't write {form.value}; "
                "pip install --force-reinstall soundfile brings one that can."
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
    if not 0 <= variation <= MOST_VARIATION:
        raise BadInput(
            f"Pauses can't vary by {variation:g}; "
            f"give --pause-variation between 0 and {MOST_VARIATION:g}."
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
    if rate is not None and not SAMPLE_RATE_RANGE[0] <= rate <= SAMPLE_RATE_RANGE[1]:
        least, most = SAMPLE_RATE_RANGE
        raise BadInput(f"A sample rate of {rate} Hz can't be made; give {least} to {most}.")
    for form in outputs:
        known = RATES.get(form)
        if known and form is not Output.OPUS and (rate or take_rate) not in known:
            listed = ", ".join(map(str, known))
            raise BadInput(
                f"{form.value.upper()} has no sample rate of {rate or take_rate} Hz; "
                f"give --rate, one of: {listed}."
            )
    return rate if rate != take_rate else None

"""What a request wants of the sound, resolved for one model's takes, or refused before work starts.

Here are the things that hang together: forms and their sample rates, forms and covers, forms and
what this install can write.
"""

import importlib.util
from collections.abc import Collection, Iterable, Mapping

import soundfile

from producer.jobs.request import SoundRequest
from voicefarm.errors import BadInput
from voicefarm.messages import Cover, JobSpec, Mastering, Output, Pause, Pauses, Recipe, Tags

MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
RATES: Mapping[Output, tuple[int, ...]] = {
    Output.MP3: MP3_RATES,
    Output.M4B: MP3_RATES,
    Output.OPUS: (8_000, 12_000, 16_000, 24_000, 48_000),
}
COVERED = frozenset({Output.M4B, Output.MP3, Output.FLAC})
"""Forms that take a cover; libsndfile gives no way to it in Opus, and WAV has no place for one."""


def job_spec(
    title: str, recipe: Recipe, take_rate: int, request: SoundRequest, cover: Cover | None = None
) -> JobSpec:
    """The request, resolved for takes of `take_rate` Hz. Raises BadInput."""
    outputs = tuple(dict.fromkeys(request.outputs))
    _check_writable(outputs)
    _check_cover(cover, outputs)
    return JobSpec(
        title=title,
        recipe=recipe,
        sample_rate=take_rate,
        pauses=_pauses(request.pauses, request.pause_variation),
        mastering=Mastering(loudness=request.loudness, true_peak=request.true_peak),
        outputs=outputs,
        output_rate=_rate(request.rate, take_rate, outputs),
        bits=request.bits,
        channels=2 if request.stereo else 1,
        tags=Tags(author=request.author, date=request.date),
        cover=cover,
        word_times=request.word_times,
    )


def _check_writable(outputs: Collection[Output]) -> None:
    if Output.M4B in outputs and importlib.util.find_spec("av") is None:
        raise BadInput(
            "this install can't write M4B; add it: pip install 'voicefarm[m4b]'.", field="outputs"
        )
    able = {Output.MP3: "MP3" in soundfile.available_formats()}
    able[Output.OPUS] = "OPUS" in soundfile.available_subtypes("OGG")
    for form, is_able in able.items():
        if form in outputs and not is_able:
            raise BadInput(
                f"this install's libsndfile can't write {form.value}; "
                "pip install -U soundfile brings one that can.",
                field="outputs",
            )


def _check_cover(cover: Cover | None, outputs: Collection[Output]) -> None:
    if cover and not COVERED.intersection(outputs):
        named = ", ".join(form.value for form in outputs)
        raise BadInput(
            f"a cover doesn't fit into {named}; add an m4b, mp3 or flac, or drop it.",
            field="cover",
        )


def _pauses(changes: Mapping[Pause, int], variation: float) -> Pauses:
    return Pauses(variation=variation, **{kind.value: ms for kind, ms in changes.items()})


def _rate(rate: int | None, take_rate: int, outputs: Iterable[Output]) -> int | None:
    for form in outputs:
        known = RATES.get(form)
        if known and form is not Output.OPUS and (rate or take_rate) not in known:
            listed = ", ".join(map(str, known))
            raise BadInput(
                f"{form.value.upper()} has no sample rate of {rate or take_rate} Hz; "
                f"give one of: {listed}.",
                field="rate",
            )
    return rate if rate != take_rate else None

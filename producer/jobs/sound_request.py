"""How a programme is to sound, resolved for one model's takes, or refused before work starts.

Here are the rules that combine fields: forms and sample rates, forms and covers, forms and what
this install can write.
"""

import importlib.util
from collections.abc import Iterable, Iterator, Mapping

from producer.jobs.request import USUAL_BITS, JobRequest, SoundRequest
from voicefarm.errors import BadInput
from voicefarm.extras import install_advice
from voicefarm.forms import LOSSLESS, WITH_COVER, Output, listed
from voicefarm.messages import (
    USUAL_MAX_SPEED,
    USUAL_TRUE_PEAK,
    Cover,
    JobSpec,
    Mastering,
    Pause,
    Pauses,
    Recipe,
    Tags,
)


def job_spec(
    title: str, recipe: Recipe, take_rate: int, request: SoundRequest, cover: Cover | None = None
) -> JobSpec:
    """The request, resolved for takes of `take_rate` Hz. Raises BadInput."""
    outputs = tuple(dict.fromkeys(request.outputs))
    chapter_outputs = tuple(dict.fromkeys(request.chapter_outputs))
    for form in (*outputs, *chapter_outputs):
        _check_writable(form)
    _check_cover(cover, (*outputs, *chapter_outputs))
    _check_bits(request.bits, (*outputs, *chapter_outputs))
    return JobSpec(
        title=title,
        recipe=recipe,
        sample_rate=take_rate,
        pauses=_pauses(request.pauses, request.pause_variation),
        mastering=Mastering(loudness=request.loudness, true_peak=request.true_peak),
        outputs=outputs,
        chapter_outputs=chapter_outputs,
        output_rate=_rate(request.rate, take_rate, (*outputs, *chapter_outputs)),
        bits=request.bits,
        bit_rate=_bit_rate(request, take_rate, (*outputs, *chapter_outputs)),
        channels=2 if request.stereo else 1,
        tags=tags_of(request),
        cover=cover,
        word_times=request.word_times,
    )


def _check_writable(form: Output) -> None:
    """Raise BadInput if this install can't write the form; the worker's is mostly the same."""
    traits = form.traits
    if traits.module and importlib.util.find_spec(traits.module) is None:
        raise BadInput(
            f"this install can't write {form.upper()}; {install_advice(traits.extra)}.",
            field="outputs",
        )
    # Every libsndfile writes WAV, and its numpy takes long to import.
    if form is not Output.WAV and traits.libsndfile and not _libsndfile_writes(*traits.libsndfile):
        raise BadInput(
            f"this install's libsndfile can't write {form}; "
            "pip install -U soundfile brings one that can.",
            field="outputs",
        )


def _libsndfile_writes(container: str, subtype: str) -> bool:
    import soundfile

    known = soundfile.available_formats()
    return container in known and (
        not subtype or subtype in soundfile.available_subtypes(container)
    )


def _check_cover(cover: Cover | None, outputs: Iterable[Output]) -> None:
    if cover and not any(form.traits.cover for form in outputs):
        named, fitting = ", ".join(outputs), listed(WITH_COVER)
        raise BadInput(
            f"a cover doesn't fit into {named}; add an {fitting}, or drop it.", field="cover"
        )


def _check_bits(bits: int, outputs: Iterable[Output]) -> None:
    if bits != USUAL_BITS and all(form.traits.lossy for form in outputs):
        named, fitting = ", ".join(outputs), listed(LOSSLESS)
        raise BadInput(
            f"{named} has no bits to choose; add {fitting}, or leave it out.", field="bits"
        )


def wishes_in_vain(request: JobRequest, *, has_cues: bool, has_levels: bool) -> Iterator[str]:
    """A sentence for each wish of the request that can have no effect on this text.

    `has_levels` says whether a speaker is louder or fainter than the others.
    """
    if request.max_speed != USUAL_MAX_SPEED and not has_cues:
        yield "The text has no cues with times, so how much faster they may be has no effect."
    if request.true_peak != USUAL_TRUE_PEAK and request.loudness is None and not has_levels:
        yield "Nothing is levelled without a loudness, so the highest true peak has no effect."


def _pauses(changes: Mapping[Pause, int], variation: float) -> Pauses:
    return Pauses(variation=variation, **{kind.value: ms for kind, ms in changes.items()})


def _rate(rate: int | None, take_rate: int, outputs: Iterable[Output]) -> int | None:
    wanted = rate or take_rate
    for form in outputs:
        if form.rate(wanted) != wanted and not form.traits.any_rate:
            known = ", ".join(map(str, form.traits.rates))
            raise BadInput(
                f"{form.upper()} has no sample rate of {wanted} Hz; give one of: {known}.",
                field="rate",
            )
    return rate if rate != take_rate else None


def _bit_rate(request: SoundRequest, take_rate: int, outputs: Iterable[Output]) -> int | None:
    """The bit rate, if each lossy form can have it."""
    if request.bitrate is None:
        return None
    lossy = [form for form in outputs if form.traits.bit_rates]
    if not lossy:
        named, fitting = ", ".join(outputs), listed(form for form in Output if form.traits.lossy)
        raise BadInput(
            f"{named} has no bit rate to choose; add {fitting}, or leave it out.", field="bitrate"
        )
    channels = 2 if request.stereo else 1
    for form in lossy:
        rate = form.rate(request.rate or take_rate)
        least, most = form.bit_rates(rate, channels)
        if not least <= request.bitrate <= most:
            raise BadInput(
                f"{form.upper()} at {rate} Hz has {least} to {most} kbit/s, not {request.bitrate}.",
                field="bitrate",
            )
    return request.bitrate


def tags_of(request: SoundRequest, author: str = "", date: str = "") -> Tags:
    """What a player shows; `author` and `date` are the document's, for a request without."""
    return Tags(
        author=request.author or author,
        date=request.date or date,
        album=request.album,
        track=request.track,
        genre=request.genre,
    )

"""The forms of a finished programme, and what producer and worker both know of them.

A new form is a member of `Output` and a module of that name in worker/sound/encoders/.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MPEG_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
MOST_CHAPTERS = 255
"""A table of contents of an MP3 counts in one byte, and so does Nero's list in an M4B. A file with
more chapters has all of them, but some players show no further ones."""
MP3_BIT_RATES = ((0, 8, 64), (16_000, 8, 160), (32_000, 32, 320))
"""Of MPEG 2.5, 2 and 1, which have a sample rate each."""
OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)


@dataclass(frozen=True, slots=True)
class Traits:
    """What can be said of a form without its encoder."""

    media_type: str
    least_share: float
    """The bytes of the form, as a share of the same sound in a WAV, are at least this."""
    usual_share: float
    """What they mostly are."""
    lossy: bool = False
    """Forms that aren't lossy can have 16 or 24 bits."""
    also: tuple[str, ...] = ()
    """Other suffixes of the same file."""
    cover: bool = False
    """Whether it can carry a picture."""
    most_chapters: int = 0
    """How many chapters all players show; 0 if the form has none."""
    bit_rates: tuple[tuple[int, int, int], ...] = ()
    """The least and the most kbit/s, each pair from its Hz on. Empty if there is no choice."""
    each_channel: bool = True
    """Whether the bit rates are those of one channel, and not of all together."""
    rates: tuple[int, ...] = ()
    """Hz that it knows, rising; empty for all."""
    any_rate: bool = False
    """Whether a rate that it doesn't know becomes the next one; otherwise it is refused."""
    libsndfile: tuple[str, str] | None = None
    """Format and subtype, if libsndfile writes it; an empty subtype goes by the bits."""
    module: str = ""
    """What Python must be able to import to write it, if that is more than the core."""
    extra: str = ""
    """The extra that brings the module."""


_AAC = Traits(
    "audio/mp4",
    0.05,
    0.18,
    lossy=True,
    cover=True,
    most_chapters=MOST_CHAPTERS,
    bit_rates=((0, 16, 48), (16_000, 16, 96), (24_000, 16, 144), (44_100, 16, 256)),
    rates=MPEG_RATES,
    module="av",
    extra="m4b",
)


class Output(StrEnum):
    """A form of the finished programme; the value is the suffix of its file."""

    _value_: str
    traits: Traits

    WAV = "wav", Traits("audio/wav", 1.0, 1.0, libsndfile=("WAV", ""))
    FLAC = "flac", Traits("audio/flac", 0.2, 0.45, cover=True, libsndfile=("FLAC", ""))
    MP3 = (
        "mp3",
        Traits(
            "audio/mpeg",
            0.05,
            0.18,
            lossy=True,
            cover=True,
            most_chapters=MOST_CHAPTERS,
            bit_rates=MP3_BIT_RATES,
            each_channel=False,
            rates=MPEG_RATES,
            libsndfile=("MP3", "MPEG_LAYER_III"),
        ),
    )
    OPUS = (
        "opus",
        Traits(
            "audio/ogg",
            0.03,
            0.12,
            lossy=True,
            also=("ogg", "oga"),
            bit_rates=((0, 6, 256),),
            rates=OPUS_RATES,
            any_rate=True,
            libsndfile=("OGG", "OPUS"),
        ),
    )
    M4A = "m4a", _AAC
    M4B = "m4b", _AAC

    def __new__(cls, suffix: str, traits: Traits) -> Self:
        """A member is its suffix, and has its traits."""
        member = str.__new__(cls, suffix)
        member._value_ = suffix
        member.traits = traits
        return member

    @classmethod
    def _missing_(cls, value: object) -> "Output | None":
        """The form that has this suffix too, in whichever case."""
        name = str(value).lower()
        return next((form for form in cls if name == form or name in form.traits.also), None)

    def rate(self, wanted: int) -> int:
        """The Hz that it is written with: as wanted, or the next that it knows."""
        known = self.traits.rates or (wanted,)
        return next((rate for rate in known if rate >= wanted), known[-1])

    def bit_rates(self, rate: int, channels: int) -> tuple[int, int]:
        """The least and the most kbit/s at a sample rate; (0, 0) if it has none to choose."""
        ranges = [(least, most) for hertz, least, most in self.traits.bit_rates if rate >= hertz]
        if not ranges:
            return 0, 0
        each = channels if self.traits.each_channel else 1
        return ranges[-1][0] * each, ranges[-1][1] * each


WITH_COVER = tuple(form for form in reversed(Output) if form.traits.cover)
"""Forms that take a cover, the audiobook first."""
LOSSLESS = tuple(form for form in Output if not form.traits.lossy)


def listed(forms: Iterable[str], last: str = "or") -> str:
    """Forms as people list them: `wav, flac or mp3`."""
    *others, final = forms
    return f"{', '.join(others)} {last} {final}" if others else final


SUFFIXES = {suffix: form for form in Output for suffix in (form.value, *form.traits.also)}
"""Every suffix of a programme's file, and its form."""

"""The forms of a finished programme, and what producer and worker both know of them.

A new form is a member of `Output` and a module of that name in worker/sound/encoders/.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

MPEG_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
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
    cover: bool = False
    """Whether it can carry a picture."""
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
            rates=OPUS_RATES,
            any_rate=True,
            libsndfile=("OGG", "OPUS"),
        ),
    )
    M4B = (
        "m4b",
        Traits(
            "audio/mp4",
            0.05,
            0.18,
            lossy=True,
            cover=True,
            rates=MPEG_RATES,
            module="av",
            extra="m4b",
        ),
    )

    def __new__(cls, suffix: str, traits: Traits) -> Self:
        """A member is its suffix, and has its traits."""
        member = str.__new__(cls, suffix)
        member._value_ = suffix
        member.traits = traits
        return member

    def rate(self, wanted: int) -> int:
        """The Hz that it is written with: as wanted, or the next that it knows."""
        known = self.traits.rates or (wanted,)
        return next((rate for rate in known if rate >= wanted), known[-1])


WITH_COVER = tuple(form for form in reversed(Output) if form.traits.cover)
"""Forms that take a cover, the audiobook first."""
LOSSLESS = tuple(form for form in Output if not form.traits.lossy)


def listed(forms: Iterable[str], last: str = "or") -> str:
    """Forms as people list them: `wav, flac or mp3`."""
    *others, final = forms
    return f"{', '.join(others)} {last} {final}" if others else final

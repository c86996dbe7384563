"""A take: what was measured of it, and what is wrong with it."""

from pydantic import Field

from voicefarm.messages.job import Recipe
from voicefarm.messages.message import Message, is_none

LEAD_S = 0.03
"""Kept of a take before its speech: what begins softly."""
TAIL_S = 0.06
"""Kept of it after its speech: what dies away."""
SILENT_DB = -120.0
"""What digital silence counts as, dBFS, instead of minus infinity."""


class Finding(Message):
    """A fault that a check found in a take."""

    check: str
    """The check's name: `too short`, `loop`, …"""
    says: str
    """One phrase for people, with the figure."""
    weight: float = Field(ge=1)
    """How far past the check's limit: 1 is just over it."""


class TakeSound(Message):
    """What was measured of a take's audio, so that a stitcher knows it before it reads it."""

    start: int = Field(ge=0)
    """First sample of the speech; 0 if there is none."""
    end: int
    """One past its last sample; the take's length if there is none."""
    level: float
    """Level while speaking, dBFS; SILENT_DB if nobody speaks."""
    true_peak: float = Field(ge=0)
    """As a share of full scale."""
    loudness: tuple[int, ...] = ()
    """Of each 400 ms block, one every 100 ms, in tenths of LUFS (BS.1770)."""
    voiced: float | None = None
    """The voice's share of what is heard, 0 to 1; None without voice activity detection."""

    @property
    def speaks(self) -> bool:
        """Whether there is speech in it."""
        return self.level > SILENT_DB


Word = tuple[int, int, int, int]
"""When a word of a text is said: first sample, and one past the last. Then the word's place in the
text (spelled, without marked phonemes): offset and length in characters."""


class Transcript(Message):
    """What a recognizer heard in a take, compared with its text."""

    text: str
    error_rate: float
    """Letters heard differently, as a share of the text's."""
    run: int
    """Letters in the longest passage that was heard differently."""


class Doubt(Message):
    """Words of a take's text that a recognizer doubts to be in it."""

    words: str
    at_s: float
    """Seconds from the take's start at which they should be."""
    doubt: float
    """How much; compare it with the recognizer's own limits alone."""


class Hearing(Message):
    """How well a recognizer that was given a take's text could follow it through the sound."""

    word: Doubt | None = None
    """The word that it doubts most; None if there is none that it judges."""
    missing: Doubt | None = Field(None, exclude_if=is_none)
    """The word without which the sound is likeliest; None if no word was doubtful enough to ask."""
    passage: Doubt | None = None
    """The few words running that it doubts most; None if there are not that many."""
    unexplained_s: float = Field(ge=0)
    """The most speech, in seconds, that falls to one token of the text beyond its letters, or to
    none."""
    unexplained_at_s: float
    """Where that begins, in seconds from the take's start."""


class Take(Message):
    """What is known of a take. Its audio is an object of its own, 16-bit FLAC."""

    key: str
    recipe: Recipe
    text: str
    samples: int = Field(ge=1)
    sample_rate: int
    synthesis_s: float
    facts: dict[str, float] = Field(default_factory=dict)
    """What the engine reports of it: tokens and the like."""
    words: tuple[Word, ...] = Field((), max_length=10_000)
    """When the words of `text` are said, in order; empty if the engine doesn't say."""
    sound: TakeSound | None = None
    """None in a take that was not measured when it was made."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with it; empty for nearly all."""
    rejected: tuple[tuple[Finding, ...], ...] = ()
    """Why earlier takes of the same text were made again."""
    transcript: Transcript | None = None
    """Of the takes that were verified by writing them down."""
    hearing: Hearing | None = Field(None, exclude_if=is_none)
    """Of those that were verified by following the text."""
    mos: float | None = None
    """DNSMOS's overall rating, 1 to 5, if it was wanted."""

    def at_rate(self, rate: int) -> "Take":
        """The take as it is once its audio has been resampled to `rate` Hz."""
        if rate == self.sample_rate:
            return self
        samples = resampled_length(self.samples, self.sample_rate, rate)

        def place(sample: int) -> int:
            return min(round(sample * rate / self.sample_rate), samples)

        sound = self.sound
        if sound:
            places = {"start": place(sound.start), "end": place(sound.end)}
            sound = sound.model_copy(update=places)
        words = tuple((place(first), place(last), *where) for first, last, *where in self.words)
        return self.model_copy(
            update={"samples": samples, "sample_rate": rate, "sound": sound, "words": words}
        )


def resampled_length(samples: int, rate: int, wanted: int) -> int:
    """How many samples at the `wanted` rate are as long as `samples` at `rate`; at least one."""
    return max(1, round(samples * wanted / rate))


def finding(check: str, says: str, weight: float) -> Finding:
    """A finding whose weight fits the message."""
    return Finding(check=check, says=says, weight=round(min(max(weight, 1.0), 1000.0), 2))

"""How fast a model speaks and how much it costs, as measured on a farm."""

from pydantic import Field

from voicefarm.messages.message import Message


class Pace(Message):
    """What was heard of one voice in one language, at the voice's own speed."""

    syllables: float = Field(0.0, ge=0)
    """As `voicefarm.spoken.syllables` counts them."""
    speech_s: float = Field(0.0, ge=0)
    """How long they were, without the pauses between chunks."""

    def joined(self, other: "Pace") -> "Pace":
        """Both together."""
        return Pace(
            syllables=self.syllables + other.syllables, speech_s=self.speech_s + other.speech_s
        )


class ModelRates(Message):
    """What is known of one model."""

    paces: dict[str, Pace] = Field(default_factory=dict)
    """By `voice/language`."""
    core_s: float = Field(0.0, ge=0)
    """CPU time of its workers while they worked, seconds."""
    audio_s: float = Field(0.0, ge=0)
    """Audio that they made meanwhile, seconds."""

    def halved(self) -> "ModelRates":
        """The same with half the weight."""
        paces = {
            place: Pace(syllables=pace.syllables / 2, speech_s=pace.speech_s / 2)
            for place, pace in self.paces.items()
        }
        return ModelRates(paces=paces, core_s=self.core_s / 2, audio_s=self.audio_s / 2)

    def joined(self, other: "ModelRates") -> "ModelRates":
        """Both together."""
        places = {**self.paces, **other.paces}
        return ModelRates(
            paces={
                place: self.paces.get(place, Pace()).joined(other.paces.get(place, Pace()))
                for place in sorted(places)
            },
            core_s=self.core_s + other.core_s,
            audio_s=self.audio_s + other.audio_s,
        )


def pace_place(voice: str, language: str) -> str:
    """How a voice's pace in a language is found."""
    return f"{voice}/{language}"

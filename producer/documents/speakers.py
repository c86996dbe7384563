"""The speakers of a script: each one's voice, speed, level and pauses.

They come from the script itself, if it is a JSON one, and from the request, which goes before it.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict, field_validator

from voicefarm.languages.tags import canonical_tag
from voicefarm.messages import LEVEL_RANGE_DB, Delivery, Pause, PauseMs, Pauses

Boundary = Annotated[Pause, Strict(False)]
"""In JSON a boundary is a string."""


class SpeakerSettings(BaseModel):
    """How one speaker speaks."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )

    model: str = ""
    """The model that speaks; empty for the job's own."""
    voice: str = ""
    """Of the model; empty for the job's own, or for the usual one of the speaker's model."""
    language: str = ""
    """A tag; the speaker's words are read by its rules. Empty for the job's own language."""
    speed: float | None = Field(None, gt=0)
    """Speaking rate, in place of the job's."""
    level_db: float = Field(0.0, ge=LEVEL_RANGE_DB[0], le=LEVEL_RANGE_DB[1])
    """How much louder than the others, dB."""
    pauses: dict[Boundary, PauseMs] = Field(default_factory=dict)
    """By boundary, in place of the job's."""

    @field_validator("language")
    @classmethod
    def _is_a_tag(cls, language: str) -> str:
        return canonical_tag(language) if language else ""

    def changed_by(self, changes: "SpeakerSettings") -> "SpeakerSettings":
        """With what `changes` sets; what it doesn't name stays, each pause by itself."""
        named = {name: getattr(changes, name) for name in changes.model_fields_set}
        if "pauses" in named:
            named["pauses"] = {**self.pauses, **changes.pauses}
        return self.model_copy(update=named)

    def delivery(self, usual: Pauses) -> Delivery:
        """What of it the stitcher and the recipe need to know, apart from the voice."""
        lengths = {kind.value: milliseconds for kind, milliseconds in self.pauses.items()}
        pauses = usual.model_copy(update=lengths) if lengths else None
        return Delivery(
            model=self.model,
            language=self.language,
            speed=self.speed,
            level_db=self.level_db,
            pauses=pauses,
        )

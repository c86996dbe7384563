"""The cast of a script: each speaker's voice, speed, level and pauses.

It comes from the script itself, if that is a JSON one, and from `--speaker`, which goes before it.
"""

import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from voicefarm.errors import BadInput, UnknownName
from voicefarm.messages import LEVEL_RANGE_DB, Delivery, Pause, PauseMs, Pauses
from voicefarm.validation import first_fault

_WISH = re.compile(r"(\w+)=(-?\d+(?:\.\d+)?)")


class SpeakerSettings(BaseModel):
    """How one speaker speaks."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    voice: str = ""
    """Of the model; empty for the job's own."""
    speed: float | None = Field(None, gt=0)
    """Speaking rate, in place of the job's."""
    level_db: float = Field(0.0, ge=LEVEL_RANGE_DB[0], le=LEVEL_RANGE_DB[1])
    """How much louder than the others, dB."""
    pauses: dict[str, PauseMs] = Field(default_factory=dict)
    """By boundary, in place of the job's."""

    @field_validator("pauses")
    @classmethod
    def _boundaries_are_known(cls, pauses: dict[str, int]) -> dict[str, int]:
        kinds = [kind.value for kind in Pause]
        for kind in pauses:
            if kind not in kinds:
                raise ValueError(f"'{kind}' is no boundary; known are {', '.join(kinds)}")
        return pauses

    def delivery(self, usual: Pauses) -> Delivery:
        """What of it the stitcher and the recipe need to know, beside the voice."""
        pauses = usual.model_copy(update=self.pauses) if self.pauses else None
        return Delivery(speed=self.speed, level_db=self.level_db, pauses=pauses)


def read_speakers(options: Iterable[str]) -> dict[str, SpeakerSettings]:
    """The speakers, given as `NAME=VOICE speed=1.1 level=-3 sentence=400`. Raises BadInput."""
    return dict(map(_read_part, options))


def _read_part(option: str) -> tuple[str, SpeakerSettings]:
    name, equals, rest = (part.strip() for part in option.partition("="))
    voice, *request = rest.split() or [""]
    if _WISH.fullmatch(voice):
        voice, request = "", [voice, *request]
    if not (name and equals and (voice or request)):
        raise BadInput(f"Speaker '{option}' has no voice; write --speaker Name=voice.")
    fields: dict[str, float | dict[str, int]] = {}
    pauses: dict[str, int] = {}
    for wish in request:
        key, number = _read_wish(option, wish)
        if key in ("speed", "level"):
            fields["level_db" if key == "level" else key] = number
        else:
            pauses[key] = round(number)
    try:
        return name, SpeakerSettings.model_validate({"voice": voice, "pauses": pauses, **fields})
    except ValidationError as error:
        raise BadInput(
            f"Speaker '{name}': {first_fault(error, SpeakerSettings)}; correct --speaker."
        ) from error


def _read_wish(option: str, wish: str) -> tuple[str, float]:
    found = _WISH.fullmatch(wish)
    if found is None:
        raise BadInput(f"Speaker '{option}': '{wish}' is no wish; write speed=1.1 or level=-3.")
    known = ["speed", "level", *(kind.value for kind in Pause)]
    if found[1] not in known:
        raise UnknownName.of("Wish", found[1], known, f" to speaker '{option}'")
    return found[1], float(found[2])

"""What every message is: a frozen value that refuses fields it doesn't know."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from voicefarm.wording.validation import NAME

JobId = Annotated[str, Field(pattern=NAME)]


BatchId = Annotated[str, Field(pattern=NAME)]


JobClass = Literal["interactive", "batch"]


FailurePolicy = Literal["fail", "silence", "skip"]


Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]


def is_none(field: object) -> bool:
    """Whether a field has no value; such a field isn't written if it came with a later version."""
    return field is None


class Message(BaseModel):
    """A frozen value that refuses fields it doesn't know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of_any_version(cls, stored: bytes | str) -> Self:
        """What a newer version may have stored, without the fields that are not known here.

        For what tells of finished work. What asks for work is refused instead: nothing of it may be
        left out. Raises ValidationError.
        """
        return cls.model_validate_json(stored, extra="ignore")

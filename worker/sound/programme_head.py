"""What is known of a programme before its first sample is written, for headers and indexes."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicefarm.languages import record_of
from voicefarm.messages import Chapter, JobSpec
from worker.sound.pictures import Picture


@dataclass(frozen=True, slots=True)
class Programme:
    """What is known of a programme before it is written."""

    spec: JobSpec
    samples: int
    """At the takes' rate."""
    chapters: Sequence[Chapter]
    cover: Picture | None = None

    @property
    def language(self) -> str:
        """ISO 639-2."""
        return record_of(self.spec.recipe.language).iso639_3

"""Covers, as the forms that can carry one put them into their files."""

from dataclasses import dataclass

from voicefarm.messages import Cover

FRONT_COVER = 3
"""The kind of picture, in ID3's APIC frames and in FLAC's PICTURE blocks."""
MIME = {"jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover with its file's bytes."""

    facts: Cover
    data: bytes

    @property
    def mime(self) -> bytes:
        """Its media type."""
        return MIME[self.facts.kind].encode()

"""Covers, for the forms that can carry one."""

from dataclasses import dataclass

from voicefarm.messages import Cover

FRONT_COVER = 3
"""The kind of picture, in ID3's APIC frames and in FLAC's PICTURE blocks."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover with its file's bytes."""

    info: Cover
    data: bytes

    @property
    def mime(self) -> bytes:
        """Its media type, as tags hold it."""
        return self.info.media_type.encode()

"""How large a document may be, so that no file can fill the memory or take hours."""

from dataclasses import dataclass

from voicefarm.errors import UnreadableDocument
from voicefarm.settings import Settings

MIB = 2**20


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Limits in MiB; `limits_of` takes them from the settings."""

    file_mb: int = 256
    """Of the file itself, or of what an address answers."""
    unpacked_mb: int = 1024
    """Of all that a file unpacks to, as its entries say."""
    text_mb: int = 64
    """Of the parts that are read: pages, styles, tables of contents."""

    def check_file(self, size: int, name: str) -> None:
        """Raise UnreadableDocument for a file of more bytes than are allowed."""
        if size > self.file_mb * MIB:
            raise UnreadableDocument(
                f"{name} has more than {self.file_mb} MiB; split it, or raise the setting "
                "'document_limit_mb'."
            )

    def check_text(self, size: int, name: str) -> None:
        """Raise UnreadableDocument for more text than is allowed in one document."""
        if size > self.text_mb * MIB:
            raise UnreadableDocument(
                f"{name} has more than {self.text_mb} MiB of text; split it, or raise the setting "
                "'document_text_limit_mb'."
            )


USUAL_LIMITS = DocumentLimits()


def limits_of(settings: Settings) -> DocumentLimits:
    """The configured limits."""
    return DocumentLimits(
        file_mb=settings.document_limit_mb,
        unpacked_mb=settings.document_unpacked_limit_mb,
        text_mb=settings.document_text_limit_mb,
    )

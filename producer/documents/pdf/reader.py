"""The reader of PDF, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

PDF = Reader(
    format="pdf",
    title="PDF",
    read=from_extra("producer.documents.pdf.reading:read_pdf"),
    suffixes=(".pdf",),
    media_types=("application/pdf", "application/x-pdf"),
    magic=((0, b"%PDF-"),),
)

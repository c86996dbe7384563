"""The reader of DOCX, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

DOCX = Reader(
    format="docx",
    title="DOCX",
    read=from_extra("producer.documents.docx.reading:read_docx"),
    suffixes=(".docx", ".docm", ".dotx"),
    media_types=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    magic=((0, b"PK\x03\x04"),),
    inside=(b"word/document.xml", b"word/document2.xml"),
)

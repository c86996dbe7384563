"""The reader of EPUB, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

EPUB = Reader(
    format="epub",
    title="EPUB",
    read=from_extra("producer.documents.epub.reading:read_epub"),
    suffixes=(".epub",),
    media_types=("application/epub+zip",),
    magic=((30, b"mimetypeapplication/epub+zip"), (0, b"PK\x03\x04")),
    inside=(b"application/epub+zip", b"META-INF/container.xml"),
)

"""The reader of pages, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

HTML = Reader(
    format="html",
    title="HTML",
    read=from_extra("producer.documents.web.reading:read_html"),
    suffixes=(".html", ".htm", ".xhtml"),
    media_types=("text/html", "application/xhtml+xml"),
)

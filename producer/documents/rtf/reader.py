"""The reader of RTF, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

RTF = Reader(
    format="rtf",
    title="RTF",
    read=from_extra("producer.documents.rtf.reading:read_rtf"),
    suffixes=(".rtf",),
    media_types=("application/rtf", "text/rtf"),
    magic=((0, b"{\\rtf"),),
)

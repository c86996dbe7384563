"""The reader of ODT, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

ODT = Reader(
    format="odt",
    title="ODT",
    read=from_extra("producer.documents.odt.reading:read_odt"),
    suffixes=(".odt", ".ott"),
    media_types=(_MEDIA_TYPE,),
    magic=((30, f"mimetype{_MEDIA_TYPE}".encode()),),
)

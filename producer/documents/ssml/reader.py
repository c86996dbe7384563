"""The reader of SSML, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

SSML = Reader(
    format="ssml",
    title="SSML",
    read=from_extra("producer.documents.ssml.reading:read_ssml"),
    suffixes=(".ssml",),
    media_types=("application/ssml+xml",),
    magic=((0, b"<speak"),),
)

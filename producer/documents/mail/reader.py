"""The reader of e-mails, as the registry lists it."""

from producer.documents.containers.extras import from_extra
from producer.documents.reader import Reader

MAIL = Reader(
    format="mail",
    title="e-mail and MHTML",
    read=from_extra("producer.documents.mail.reading:read_mail"),
    suffixes=(".eml", ".mht", ".mhtml"),
    media_types=("message/rfc822", "multipart/related"),
)

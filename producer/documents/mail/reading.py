"""An e-mail as a document: its subject is a heading, its attachments are listed.

Of two forms of the same words, the page is read: it says what is a heading, a link or a quotation.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from operator import itemgetter

from producer.documents.document import Document, Omission, heading
from producer.documents.html.trees import page_text, page_tree
from producer.documents.plain_text import read_plain_text
from producer.documents.policies import ReadingPolicies
from producer.documents.web.reading import document_of
from producer.text.cleaning import clean_text, fold_spaces
from voicefarm.errors import NothingToSay, UnreadableDocument

_SAVED_BY = "Saved by"
"""Stands where a browser that saves a page has nobody's address."""
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_FORMS = ("text/html", "text/plain")
"""The better one first."""


def read_mail(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read an e-mail or a saved page. Raises UnreadableDocument and NothingToSay."""
    policies.limits.check_text(len(data), name)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = page_text(data).encode("utf-8", "replace")
    try:
        message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    except RecursionError as error:
        raise UnreadableDocument(f"{name} nests too many parts; save its text alone.") from error
    parts = list(_parts(message))
    if any(part.get_content_type() in _ENCRYPTED for part in parts):
        raise UnreadableDocument(f"{name} is an encrypted e-mail; save it decrypted first.")
    subject, sender = _header(message, "subject"), _header(message, "from")
    is_page = _SAVED_BY in sender and "@" not in sender
    document = _body(parts, name, policies, is_whole=not is_page)
    if is_page:
        return replace(document, title=document.title or subject or None)
    blocks = document.blocks
    if subject and (not blocks or blocks[0].text != subject):
        blocks = (heading(1, subject), *blocks)
    return replace(
        document,
        title=subject or document.title,
        author=next(filter(None, parseaddr(sender)), document.author),
        date=_date(message) or document.date,
        blocks=blocks,
        omissions=(*document.omissions, *_attachments(parts)),
    )


def _parts(message: MIMEPart) -> Iterator[MIMEPart]:
    """Its parts in order, without those of e-mails that are attached to it."""
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.iter_parts():
            yield from _parts(part)


def _body(
    parts: Sequence[MIMEPart], name: str, policies: ReadingPolicies, *, is_whole: bool
) -> Document:
    texts = [
        (_FORMS.index(part.get_content_type()), text)
        for part in parts
        if part.get_content_type() in _FORMS
        and not part.is_attachment()
        and (text := _text(part)).strip()
    ]
    if not texts:
        raise NothingToSay(f"{name} is an e-mail without a text; give its attachments themselves.")
    form, text = min(texts, key=itemgetter(0))
    data = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    if _FORMS[form] == "text/plain":
        return read_plain_text(data, name, policies)
    return document_of(page_tree(data, name), policies, is_whole=is_whole)


def _text(part: MIMEPart) -> str:
    packed = part.get_payload(decode=True)
    data = packed if isinstance(packed, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return data.decode("utf-8" if charset == "us-ascii" else charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")


def _attachments(parts: Sequence[MIMEPart]) -> Iterator[Omission]:
    for part in parts:
        if part.is_attachment():
            yield Omission("attachment", fold_spaces(part.get_filename("")))


def _header(message: EmailMessage, field: str) -> str:
    return fold_spaces(clean_text(str(message.get(field, ""))))


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except ValueError:
        return ""

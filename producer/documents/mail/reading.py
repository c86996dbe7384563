"""An e-mail as a document: its subject is a heading, its attachments are listed.

Of two forms of the same words, the page is read: it says what is a heading, a link or a quotation.
What is read of an answer is its new text.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from operator import itemgetter

from producer.documents.asides.findings import Findings
from producer.documents.document import Block, Document, Omission, heading
from producer.documents.html.trees import page_text, page_tree
from producer.documents.mail.new_text import take_off_old_text, without_old_text
from producer.documents.mail.quotations import Relation, relation_of
from producer.documents.plain_text import read_plain_text
from producer.documents.policies import ReadingPolicies
from producer.documents.web.reading import document_of
from producer.text.cleaning import clean_text, fold_spaces
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay, UnreadableDocument

_SAVED_BY = "Saved by"
"""Stands where a browser that saves a page has nobody's address."""
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_FORMS = ("text/html", "text/plain")
"""The better one first."""
_DEEPEST = 6
"""Level of a heading."""


def read_mail(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read an e-mail or a saved page. Raises UnreadableDocument and NothingToSay."""
    policies.limits.check_text(len(data), name)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = page_text(data).encode("utf-8", "replace")
    try:
        message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
        return _document(message, name, policies)
    except RecursionError as error:
        raise UnreadableDocument(f"{name} nests too many parts; save its text alone.") from error


def _document(
    message: EmailMessage, name: str, policies: ReadingPolicies, *, is_enclosed: bool = False
) -> Document:
    parts = list(_parts(message))
    if any(part.get_content_type() in _ENCRYPTED for part in parts):
        raise UnreadableDocument(f"{name} is an encrypted e-mail; save it decrypted first.")
    subject, sender = _header(message, "subject"), _header(message, "from")
    is_page = _SAVED_BY in sender and "@" not in sender
    enclosed = [
        _document(one, name, policies, is_enclosed=True)
        for part in parts
        for one in _messages_of(part)
    ]
    may_be_empty = is_enclosed or bool(enclosed)
    refers = bool(_header(message, "in-reply-to") or _header(message, "references"))
    relation = None if is_page else relation_of(subject, refers=refers)
    document = _body(parts, name, policies, relation, may_be_empty=may_be_empty)
    if is_page:
        return replace(document, title=document.title or subject or None)
    blocks = (*document.blocks, *(_lower(block) for one in enclosed for block in one.blocks))
    if subject and (not blocks or blocks[0].text != subject):
        blocks = (heading(1, subject), *blocks)
    return replace(
        document,
        title=subject or document.title,
        author=next(filter(None, parseaddr(sender)), document.author),
        date=_date(message) or document.date,
        blocks=blocks,
        omissions=(
            *document.omissions,
            *(omission for one in enclosed for omission in one.omissions),
            *_attachments(parts),
        ),
    )


def _lower(block: Block) -> Block:
    """A block of an enclosed message: its headings stand below that of the whole."""
    return replace(block, level=min(block.level + 1, _DEEPEST)) if block.level else block


def _messages_of(part: MIMEPart) -> Iterator[EmailMessage]:
    """The messages of a mailing list's digest; those that any other e-mail holds are attached."""
    if _is_digest(part):
        for enclosed in part.iter_parts():
            for message in enclosed.iter_parts() if enclosed.is_multipart() else ():
                if isinstance(message, EmailMessage):
                    yield message


def _parts(message: MIMEPart) -> Iterator[MIMEPart]:
    """Its parts in order, without those of e-mails that are attached to it."""
    yield message
    if message.is_multipart() and not _is_message(message):
        for part in message.iter_parts():
            yield from _parts(part)


def _body(
    parts: Sequence[MIMEPart],
    name: str,
    policies: ReadingPolicies,
    relation: Relation | None,
    *,
    may_be_empty: bool,
) -> Document:
    """The text among the parts of an e-mail with that relation; a saved page has none."""
    texts = [
        (_FORMS.index(part.get_content_type()), text)
        for part in parts
        if part.get_content_type() in _FORMS
        and not part.is_attachment()
        and (text := _text(part)).strip()
    ]
    if not texts and may_be_empty:
        return Document(title=None, language=None, blocks=())
    if not texts:
        raise NothingToSay(f"{name} is an e-mail without a text; give its attachments themselves.")
    form, text = min(texts, key=itemgetter(0))
    findings = Findings(policies=policies, guess=lambda: guess_language(text))
    is_plain = _FORMS[form] == "text/plain"
    if is_plain and relation:
        text = without_old_text(text, relation, findings)
    data = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    if is_plain:
        document = read_plain_text(data, name, policies)
    else:
        root = page_tree(data, name)
        if relation:
            take_off_old_text(root, relation, findings)
        document = document_of(root, policies, is_whole=relation is not None)
    omissions = sorted((*document.omissions, *findings.omissions), key=lambda one: one.line)
    return replace(document, omissions=tuple(omissions))


def _text(part: MIMEPart) -> str:
    packed = part.get_payload(decode=True)
    data = packed if isinstance(packed, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return data.decode("utf-8" if charset == "us-ascii" else charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")


def _attachments(parts: Sequence[MIMEPart]) -> Iterator[Omission]:
    read = {id(one) for part in parts if _is_digest(part) for one in part.iter_parts()}
    for part in parts:
        if part.is_attachment() or (_is_message(part) and id(part) not in read):
            name = part.get_filename("")
            if not name and _is_message(part):
                name = "; ".join(_header(one, "subject") for one in part.iter_parts())
            yield Omission("attachment", fold_spaces(name))


def _is_digest(part: MIMEPart) -> bool:
    return part.get_content_type() == "multipart/digest"


def _is_message(part: MIMEPart) -> bool:
    return part.get_content_type() == "message/rfc822"


def _header(message: MIMEPart, field: str) -> str:
    return fold_spaces(clean_text(str(message.get(field, ""))))


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except ValueError:
        return ""

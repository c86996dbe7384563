"""An RTF as a document, by way of HTML; one without headings, notes and tables as a plain text."""

import re
from dataclasses import replace

from striprtf.striprtf import rtf_to_text

from producer.documents.asides.findings import Findings
from producer.documents.asides.notes import with_notes
from producer.documents.containers.xml import text_of
from producer.documents.document import Block, Document, Omission, without_empty
from producer.documents.html.blocks import PageReader
from producer.documents.html.notes import find_notes
from producer.documents.layout.surroundings.typed_contents import without_typed_contents
from producer.documents.plain_text import read_plain_text
from producer.documents.policies import ReadingPolicies
from producer.documents.rtf.pages import RtfPages
from producer.text.cleaning import clean_text, fold_spaces
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay, UnreadableDocument

_FIELD = r"\{\\%s\s+((?:[^{}\\]|\\'[0-9a-f]{2}|\\u-?\d+\s?\??){1,300})\}"
_TITLE, _AUTHOR = (re.compile(_FIELD % field) for field in ("title", "author"))
_PICTURE = re.compile(r"\{\\\*?\\?(?:shp)?pict\b")
_PICTURE_DATA = re.compile(r"(?<=[\s}])[0-9a-fA-F\s]{200,}(?=\})")
_IS_RICH = re.compile(
    r"\\(?:outlinelevel[0-8]|footnote|trowd|v|strike|listtext|pntext)\b(?!0)"
    r"|\{\\s\d+[^{}]{0,300}\bheading \d",
    re.IGNORECASE,
)
"""What a plain text has no words for."""
_TABLE_CELL = re.compile(r"\s*\|\s*")


def read_rtf(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read an RTF. Raises UnreadableDocument for what isn't one."""
    if not data.strip():
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    policies.limits.check_text(len(data), name)
    written = data.decode("latin-1")
    if not written.lstrip().startswith("{\\rtf"):
        raise UnreadableDocument(f"{name} isn't RTF; save it as RTF or DOCX.")
    if _IS_RICH.search(written):
        return _rich(written, policies)
    pictures = len(_PICTURE.findall(written))
    try:
        text = rtf_to_text(_PICTURE_DATA.sub("", written), errors="replace")
    except (ValueError, LookupError, IndexError, TypeError, UnicodeError):
        return _rich(written, policies)
    findings = Findings(policies=policies, guess=lambda: guess_language(text))
    lines = without_typed_contents(_lines(text), findings)  # before some are taken for titles
    plain = "\n\n".join(line.text for line in lines)
    document = read_plain_text(plain.encode("utf-8", "replace"), name, policies)
    omissions = [Omission("picture", f"picture {n} of {pictures}") for n in range(1, pictures + 1)]
    return replace(
        document,
        title=_field(_TITLE, written) or None,
        author=_field(_AUTHOR, written),
        omissions=(*document.omissions, *findings.omissions, *omissions),
    )


def _rich(written: str, policies: ReadingPolicies) -> Document:
    findings = Findings(policies=policies, guess=lambda: guess_language(text_of(page)))
    page = RtfPages(findings).page(written)
    reader = PageReader(findings, find_notes({"": page}), has_lines=False)
    reader.read(page)
    text = without_typed_contents(reader.blocks, findings)
    blocks = without_empty(with_notes(text, findings))
    first = next((block.text for block in blocks if block.level == 1), None)
    return Document(
        title=_field(_TITLE, written) or first,
        language=None,
        author=_field(_AUTHOR, written),
        blocks=blocks,
        omissions=tuple(findings.omissions),
    )


def _lines(text: str) -> list[Block]:
    """Each line of an RTF is a paragraph; cells of a row have a bar between."""
    lines = (_TABLE_CELL.sub("; ", line.strip().strip("|")) for line in text.split("\n"))
    return [Block("paragraph", 0, line.strip("; ")) for line in lines]


def _field(pattern: re.Pattern[str], written: str) -> str:
    found = pattern.search(written[:50_000])
    if found is None:
        return ""
    return fold_spaces(clean_text(rtf_to_text("{\\rtf1\\ansi " + found[1] + "}", errors="replace")))

"""Real text that no threshold was tuned on: what the checks are measured with.

English is Python's own language reference, which every Python carries, and the licences that
Debian ships. Vietnamese is the chapters in `benchmarks/texts`, and the messages of common programs
in Vietnamese, if this machine has them. Only prose is taken.
"""

import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from pydoc_data.topics import topics

from producer.documents.document import Document
from producer.documents.formats import parse_document, read_document
from tests.kit.voices import EXAMPLES
from voicefarm.languages import Language

OWN = Path(__file__).parent / "texts"
LICENCES = Path("/usr/share/common-licenses")
MESSAGES = Path("/usr/share/locale/vi/LC_MESSAGES")
PROGRAMS = ("git", "bash", "libc", "wget", "make", "glib20")
LEAST_WORDS = 6
PARAGRAPH_WORDS = 60
"""Messages are short. They are joined to paragraphs of about this many words."""

_PROSE = re.compile(r"[^\W\d_][\w\s.,;:!?'’\"“”()/%–—-]*[.!?][)”\"]?")
_MARKUP = re.compile(r"%[^\s.,]|[`*_<>{}\[\]=|\\#~@]|::|--")


Documents = Callable[[Language], list[Document]]


def held_out(language: Language) -> list[Document]:
    """The documents in `language` that no threshold was tuned on."""
    return [parse_document(text.encode()) for _, text in _sources(language) if text]


def examples(language: Language) -> list[Document]:
    """The text that thresholds were tuned on."""
    return [read_document(EXAMPLES / f"article_{language}.md")]


def _sources(language: Language) -> Iterator[tuple[str, str]]:
    if language == "en":
        yield "Python's reference", _prose(topics[name] for name in sorted(topics))
        if LICENCES.is_dir():
            names = sorted(path for path in LICENCES.iterdir() if not path.is_symlink())
            yield "licences", _prose(path.read_text("utf-8", "replace") for path in names)
        return
    for path in sorted(OWN.glob("*_vi.md")):
        yield path.name, "\n\n".join(block.text for block in read_document(path).blocks)
    for program in PROGRAMS:
        if (path := MESSAGES / f"{program}.mo").is_file():
            yield f"messages of {program}", _gathered(path)


def _prose(texts: Iterator[str]) -> str:
    paragraphs = (" ".join(part.split()) for text in texts for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(dict.fromkeys(filter(_reads, paragraphs)))


def _gathered(path: Path) -> str:
    """The messages in a catalogue that are sentences, as paragraphs."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    lines = (" ".join(message.split()) for message in catalogue.values())
    sentences = [line for line in dict.fromkeys(lines) if _reads(line)]
    paragraphs: list[list[str]] = [[]]
    for sentence in sentences:
        if sum(len(line.split()) for line in paragraphs[-1]) > PARAGRAPH_WORDS:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    return "\n\n".join(" ".join(lines) for lines in paragraphs)


def _reads(text: str) -> bool:
    """Whether it is prose: whole sentences without code."""
    enough = len(text.split()) >= LEAST_WORDS
    return enough and bool(_PROSE.fullmatch(text)) and not _MARKUP.search(text)

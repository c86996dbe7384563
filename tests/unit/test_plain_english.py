"""The documents are easy to read: short sentences and sections, and no phrase that puzzles."""

import ast
import inspect
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]

README_WORDS = 900
"""Before the figures, with the commands and the picture."""
SENTENCE_WORDS = 25
"""One idea."""
PARAGRAPH_CHARACTERS = 400
"""Four lines. What is longer reads better as a list."""
SECTION_LINES = 35
"""A screen: two headings are so far apart at most."""

GENERATED = frozenset({"cli.md", "configuration.md", "structure.md"})
"""Pages that docs/generate.py makes from the code's own words."""

PUZZLING = {
    "is no X": r"(?<!there )\b(?:is|are) no\b",
    "told": r"\btold\b",
    "mend": r"\bmend(?:s|ed|ing)?\b",
    "beside": r"\bbeside\b",
    "else for otherwise": r"(?<!thing )(?<!body )(?<!one )(?<!where )\belse\b",
    "so is": r"\bso (?:is|are),",
    "asked for": r"\basked for\b",
    "so many": r"\bso many\b",
}


def documents() -> list[Path]:
    pages = [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*/*/MODEL_CARD.md"),
        *ROOT.glob("training/*/README.md"),
    ]
    return sorted(page for page in pages if page.name not in GENERATED)


def commented_files() -> list[Path]:
    config = ROOT / "config"
    names = ("docker-compose.yml", "Dockerfile", ".env.example")
    return sorted([*config.rglob("*.toml"), *config.rglob("*.yml"), *(ROOT / it for it in names)])


def source_files() -> list[Path]:
    """The code whose docstrings and comments are held to the same words as the documents."""
    packages = ("voicefarm", "producer", "worker", "chaos", "benchmarks")
    files = (file for name in packages for file in (ROOT / name).rglob("*.py"))
    return sorted(files)


def faults(pages: Iterable[Path], check: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """What `check` finds in the text of each page, for the pages in which it finds something."""
    checked = {str(page.relative_to(ROOT)): check(page.read_text("utf-8")) for page in pages}
    return {name: faulty for name, faulty in checked.items() if faulty}


def without_code(markdown: str) -> str:
    """The same lines, with those of code blocks left empty."""
    blocks = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
    return blocks.sub(lambda block: "\n" * block[0].count("\n"), markdown)


def paragraphs(markdown: str) -> Iterator[str]:
    """Paragraphs and list items, each on one line; no code, tables, pictures or headings."""
    for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*] |\d+\. |\||#))", without_code(markdown)):
        text = " ".join(part.split())
        if text and not text.startswith(("|", "#", "![")) and not part.startswith("    "):
            yield re.sub(r"^(?:[-*] |\d+\. )", "", text)


def comments(source: str) -> Iterator[str]:
    """The comments of a configuration file, neighbouring lines and list items as one each."""
    text = "\n".join(
        match[1].strip() if (match := re.search(r"(?:^|\s)#(.*)", line)) else ""
        for line in source.splitlines()
    )
    yield from (" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=- )", text))


@cache
def remarks(source: str) -> list[str]:
    """The docstrings and comments of a Python file."""
    return [*_docstrings(source), *_comments(source)]


def _docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield inspect.cleandoc(text)


def _comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string[1:].strip()


def remark_paragraphs(source: str) -> Iterator[str]:
    """Paragraphs and list items of docstrings, each on one line; no tables, no code."""
    for remark in remarks(source):
        for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*] |\d+\. ))", remark):
            if not re.search(r"\S {3,}\S|^ {4}", part, re.MULTILINE) or "\n" not in part.strip():
                yield " ".join(part.split())


def sentences(paragraph: str) -> list[str]:
    text = re.sub(r"`[^`]*`", "Code", paragraph)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.split(r"(?<=[.!?])[\")*]*\s+", text)


def words(text: str) -> int:
    return len([word for word in text.split() if re.search(r"\w", word)])


def long_sentences(texts: Iterable[str]) -> list[str]:
    return [one for text in texts for one in sentences(text) if words(one) > SENTENCE_WORDS]


def long_paragraphs(markdown: str) -> list[str]:
    return [text for text in paragraphs(markdown) if len(text) > PARAGRAPH_CHARACTERS]


def long_sections(markdown: str) -> list[str]:
    """The headings of sections that don't fit on a screen."""
    lines = without_code(markdown).splitlines()
    headings = [number for number, line in enumerate(lines) if line.startswith("#")]
    sections = pairwise([*headings, len(lines)])
    return [lines[start] for start, end in sections if end - start > SECTION_LINES]


def puzzling_phrases(text: str) -> list[str]:
    """Each with a little of what is around it."""
    text = re.sub(r"`[^`]*`", "", text)
    return [
        f"{name}: …{text[max(0, match.start() - 30) : match.end() + 30]}…"
        for name, pattern in PUZZLING.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def test_the_readme_is_short_before_its_figures() -> None:
    before_figures, _ = (ROOT / "README.md").read_text("utf-8").split("\n## Figures\n")
    assert words(before_figures) <= README_WORDS


def test_the_sentences_of_the_documents_are_short() -> None:
    assert faults(documents(), lambda page: long_sentences(paragraphs(page))) == {}


def test_the_paragraphs_of_the_documents_are_short() -> None:
    assert faults(documents(), long_paragraphs) == {}


def test_the_documents_have_a_heading_on_each_screen() -> None:
    assert faults(documents(), long_sections) == {}


def test_the_documents_have_no_puzzling_phrase() -> None:
    assert faults(documents(), lambda page: puzzling_phrases(without_code(page))) == {}


def test_the_comments_in_configuration_are_short_and_plain() -> None:
    assert faults(commented_files(), lambda source: long_sentences(comments(source))) == {}
    assert (
        faults(commented_files(), lambda source: puzzling_phrases("\n".join(comments(source))))
        == {}
    )


def test_the_docstrings_and_comments_of_the_code_are_short_and_plain() -> None:
    files = source_files()
    assert faults(files, lambda source: long_sentences(remark_paragraphs(source))) == {}
    assert (
        faults(files, lambda source: puzzling_phrases(" ".join(" ".join(remarks(source)).split())))
        == {}
    )


def test_a_long_sentence_and_each_puzzling_phrase_are_noticed() -> None:
    long_one = "A word and " + "another word and " * 10 + "an end."
    assert long_sentences([f"Short. {long_one} Short again."]) == [long_one]
    text = (
        "It is no use; he told me to mend it beside the sea, else I had asked for so many, so is."
    )
    assert len(puzzling_phrases(text)) == len(PUZZLING) - 1
    assert puzzling_phrases("There is no limit; nothing else is besides.") == []

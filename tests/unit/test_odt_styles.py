"""ODT files as LibreOffice writes them: numbers of lists and headings, hidden and struck text."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from tests.kit.word_files import packed
from voicefarm.errors import NothingToSay

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "style")
)
_LEVELS = (
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
)
_NAMED = f"""<text:list-style style:name="Named">{_LEVELS}</text:list-style>
<text:list-style style:name="Late"><text:list-level-style-number text:level="1"
 text:start-value="4" style:num-format="I" style:num-suffix="."/></text:list-style>
<text:list-style style:name="Deep">{_LEVELS.replace('"a"', '"1" text:display-levels="2"')}
</text:list-style>
<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"
 style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format=""/>
</text:outline-style>"""
_OWN = """<style:style style:name="Gone"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Struck"><style:text-properties
 style:text-line-through-style="solid"/></style:style>
<style:style style:name="Plain"><style:text-properties
 style:text-line-through-style="none"/></style:style>
<style:style style:name="P1" style:parent-style-name="Preformatted_20_Text"/>"""


def read(text: str) -> Document:
    named = f"<office:document-styles {_SPACES}>{_NAMED}</office:document-styles>"
    content = (
        f"<office:document-content {_SPACES}>{_OWN}<office:body><office:text>{text}"
        "</office:text></office:body></office:document-content>"
    )
    files = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    files |= {"content.xml": content.encode(), "styles.xml": named.encode()}
    return parse_document(packed(files), "odt")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def items(*parts: str) -> str:
    made = (one if one.startswith("<") else f"<text:p>{one}</text:p>" for one in parts)
    return "".join(f"<text:list-item>{one}</text:list-item>" for one in made)


def listed(inside: str, style: str = "Named", more: str = "") -> str:
    return f'<text:list text:style-name="{style}" {more}>{inside}</text:list>'


GO_ON = 'text:continue-numbering="true"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (listed(items("Take", "Eat")), ["1. Take", "2. Eat"]),
        (
            listed(items("Take")) + "<text:p>Rest.</text:p>" + listed(items("Eat"), more=GO_ON),
            ["1. Take", "Rest.", "2. Eat"],
        ),
        (listed(items("Take")) + listed(items("Eat")), ["1. Take", "1. Eat"]),
        (listed(items("Take", "Eat"), "Late"), ["IV. Take", "V. Eat"]),
        (
            listed(
                items(
                    "Take",
                    f"<text:p>Eat</text:p><text:list>{items('salt', 'sand')}</text:list>",
                    "Go",
                )
            ),
            ["1. Take", "2. Eat", "a) salt", "b) sand", "3. Go"],
        ),
        (
            listed(items(f"<text:p>Eat</text:p><text:list>{items('salt')}</text:list>"), "Deep"),
            ["1. Eat", "1.1) salt"],
        ),
        (listed(items("Take"), "Unknown"), ["Take"]),
    ],
)
def test_lists_are_numbered_as_their_style_says(text: str, expected: list[str]) -> None:
    assert texts(read(text)) == expected


def test_headings_have_the_numbers_of_the_outline() -> None:
    headings = [("1", "Salt"), ("2", "Deep"), ("1", "Sand")]
    text = "".join(
        f'<text:h text:outline-level="{level}">{title}</text:h>' for level, title in headings
    )
    assert texts(read(text)) == ["1. Salt", "Deep", "2. Sand"]


def test_hidden_and_struck_out_text_is_left_out_and_listed() -> None:
    document = read(
        '<text:p>Salt is <text:span text:style-name="Struck">new</text:span>old'
        '<text:span text:style-name="Plain"> and wet</text:span>.</text:p>'
        '<text:p text:style-name="Gone">Nobody sees it.</text:p>'
    )
    assert texts(document) == ["Salt is old and wet."]
    assert {(one.what, one.text) for one in document.omissions} == {
        ("struck-out text", "new"),
        ("hidden text", "Nobody sees it."),
    }


def preformatted(text: str) -> str:
    return "".join(
        f'<text:p text:style-name="P1">{line}</text:p>' for line in text.split("\n")
    ).replace("    ", '<text:s text:c="4"/>')


WRAPPED = """The ferry left the harbour at dusk, with nobody
on deck but the old man and his dog.

    CHAPTER TWO

Nobody came back that year, and the lamp by the
quay was lit for no one at all."""


def test_a_plain_text_that_was_saved_as_an_odt_is_read_as_plain_text() -> None:
    plain = parse_document(WRAPPED.encode(), "text")
    for saved in (preformatted(WRAPPED), f"<text:p/>{preformatted(WRAPPED)}<text:p> </text:p>"):
        document = read(saved)
        assert texts(document) == texts(plain)
        assert [block.level for block in document.blocks] == [b.level for b in plain.blocks]
        assert document.omissions == ()
    shell = "$ make [all] > log; cat log | grep -v {x}"
    assert texts(read(preformatted(shell))) == texts(parse_document(shell.encode(), "text"))


@pytest.mark.parametrize("style", ["Source_20_Code", "Code"])
def test_a_text_all_of_code_is_not_taken_for_plain_text(style: str) -> None:
    code = f'<text:p text:style-name="{style}">open the door</text:p>'
    with pytest.raises(NothingToSay):
        read(code)
    assert texts(read(f"<text:p>Run:</text:p>{code}{preformatted(WRAPPED)}")) == ["Run:"]


def test_lines_of_code_are_one_block_of_code() -> None:
    document = read(
        "<text:p>Run:</text:p>"
        '<text:p text:style-name="P1">salt --weigh</text:p>'
        '<text:p text:style-name="P1">sand --carry</text:p>'
    )
    assert texts(document) == ["Run:"]
    assert [one.what for one in document.omissions] == ["code block"]

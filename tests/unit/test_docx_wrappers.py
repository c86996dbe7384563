"""DOCX files whose words stand in fields, text boxes and other wrappers."""

import pytest

from producer.documents.formats import parse_document
from producer.documents.policies import ReadingPolicies
from tests.kit.word_files import NOTE_MARK, packed, unpacked, with_footnotes, word_file

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def box(text: str) -> str:
    return f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"


def drawing(text: str) -> str:
    inside = f"<wps:wsp><wps:txbx>{box(text)}</wps:txbx></wps:wsp>"
    return f"<w:drawing><wp:anchor><wp:docPr/>{inside}</wp:anchor></w:drawing>"


def shape(text: str, kind: str = "v:shape") -> str:
    return f"<w:pict><{kind}><v:textbox>{box(text)}</v:textbox></{kind}></w:pict>"


def either(*forms: str) -> str:
    first, *others = forms
    last = "".join(f"<mc:Fallback>{form}</mc:Fallback>" for form in others)
    return f'<mc:AlternateContent><mc:Choice Requires="wps">{first}</mc:Choice>{last}' + (
        "</mc:AlternateContent>"
    )


def read(inside: str) -> list[str]:
    parts = unpacked(word_file(lambda document: document.add_paragraph("@@") and None))
    text = parts["word/document.xml"].decode()
    start, end = text.index("<w:p>"), text.index("</w:p>") + len("</w:p>")
    text = f"{text[:start]}<w:p {NAMESPACES}>{inside}</w:p>{text[end:]}"
    parts["word/document.xml"] = text.encode()
    return [block.text for block in parse_document(packed(parts)).blocks]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            f'{run("Table ")}<w:fldSimple w:instr=" SEQ Table ">{run("3")}</w:fldSimple>'
            f"{run(' Salt by year')}",
            ["Table 3 Salt by year"],
        ),
        (
            f'<w:fldSimple w:instr=" DATE "><w:fldSimple w:instr=" X ">{run("in May")}'
            f"</w:fldSimple></w:fldSimple>{run(' it rained')}",
            ["in May it rained"],
        ),
        (f'<w:bdo w:val="rtl">{run("שלום")}</w:bdo>{run(" she said")}', ["שלום she said"]),
        (f'<w:dir w:val="rtl">{run("سلام")}</w:dir>{run(" he said")}', ["سلام he said"]),
        ("<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t></w:r>", ["one two"]),
        (
            '<w:r><w:t>one</w:t><w:ptab w:relativeTo="margin" w:alignment="right" '
            'w:leader="none"/><w:t>two</w:t></w:r>',
            ["one two"],
        ),
    ],
)
def test_words_in_wrappers_are_read_in_their_place(inside: str, said: list[str]) -> None:
    assert read(inside) == said


@pytest.mark.parametrize(
    "boxed",
    [
        drawing("In a box"),
        either(drawing("In a box"), shape("In a box")),
        either(drawing("In a box"), "<w:pict/>"),
        either(drawing("In a box")),
        either("<w:drawing/>", shape("In a box")),
        shape("In a box"),
        shape("In a box", "v:oval"),
        shape("In a box", "v:line"),
    ],
)
def test_a_text_box_is_read_once_behind_its_paragraph(boxed: str) -> None:
    assert read(f"{run('Before ')}<w:r>{boxed}</w:r>{run('and after')}") == [
        "Before and after",
        "In a box",
    ]


def test_a_box_in_a_box_is_read_once() -> None:
    inner = f"<w:r>{drawing('Within')}</w:r>"
    inside = f"<w:txbxContent><w:p>{run('Around')}{inner}</w:p></w:txbxContent>"
    outer = f"<w:drawing><wp:anchor><wps:txbx>{inside}</wps:txbx></wp:anchor></w:drawing>"
    assert read(f"{run('Before')}<w:r>{outer}</w:r>") == ["Before", "Around", "Within"]


def test_words_in_the_wrappers_of_a_note_are_read() -> None:
    wrapped = f'See page </w:t></w:r><w:fldSimple w:instr="PAGEREF x">{run("7")}</w:fldSimple>'
    text = f"Salt{NOTE_MARK.format(2)} is old."
    file = word_file(lambda document: document.add_paragraph(text) and None)
    data = with_footnotes(file, {2: f"{wrapped}<w:r><w:t>"})
    document = parse_document(data, policies=ReadingPolicies(notes="end"))
    assert document.blocks[-1].text == "1. See page 7."

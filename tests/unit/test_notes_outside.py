"""Notes that stand outside of the element in which a page has its text."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import ReadingPolicies

LINK = "<a id='r1' href='#n1'><sup>1</sup></a>"
TEXT = "".join(f"<p>The harbour lies at the end of road {number}.</p>" for number in "abcdef")
MAIN = f"<main>{TEXT}<p>It is old{LINK}.</p></main>"
NOTE = "<li id='n1'>It is of stone. <a href='#r1'>↩</a></li>"


def read(page: str, notes: str) -> Document:
    policies = ReadingPolicies(notes=notes)  # type: ignore[arg-type]
    return parse_document(f"<html><body>{page}</body></html>".encode(), "html", policies=policies)


@pytest.mark.parametrize(
    "notes",
    [
        f"<section class='footnotes'><h2>Notes</h2><ol>{NOTE}</ol></section>",
        f"<div><ol>{NOTE}</ol></div>",
        f"<ol>{NOTE}</ol>",
        f"<aside><ol>{NOTE}</ol></aside>",
        f"<footer><ol>{NOTE}</ol><p>All about roads</p></footer>",
        f"<div class='sidebar'><ol>{NOTE}</ol></div>",
        "<p id='n1'><a href='#r1'>1</a> It is of stone.</p>",
        "<aside id='n1' role='doc-footnote'>It is of stone.</aside>",
    ],
)
def test_a_note_outside_of_the_main_part_follows_its_policy(notes: str) -> None:
    for page in (MAIN + notes, notes + MAIN, f"<div>{MAIN}</div><div>{notes}</div>"):
        document = read(page, "inline")
        assert document.blocks[-1].text == "It is old. Note: It is of stone."
        assert not any("stone" in one.text for one in document.omissions)
        skipped = read(page, "skip")
        assert skipped.blocks[-1].text == "It is old."
        assert [one.what for one in skipped.omissions if "stone" in one.text] == ["footnote"]


@pytest.mark.parametrize(
    "other",
    [
        "<aside><p>Read this<a id='r2' href='#n2'><sup>2</sup></a></p>"
        "<ol><li id='n2'>An offer. <a href='#r2'>↩</a></li></ol></aside>",
        "<aside><p>An offer.</p></aside>",
        "<section id='comments'><p id='n2'>2 An offer.</p></section>",
        "<footer><p id='n2'>An offer.</p></footer>",
    ],
)
def test_what_nothing_in_the_text_refers_to_stays_outside(other: str) -> None:
    document = read(f"{MAIN}<ol>{NOTE}</ol>{other}", "end")
    assert document.blocks[-1].text == "1. It is of stone."
    assert any("offer" in one.text for one in document.omissions)

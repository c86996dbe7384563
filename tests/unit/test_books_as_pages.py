"""Books as pages: the publisher's head and licence, and tables of contents inside a page."""

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import FrontMatterPolicy, ReadingPolicies

TIDE = "The tide comes in twice a day and takes away the sand that the children piled up. " * 3
CHAPTERS = "".join(
    f"<h2 id='c{number}'>Chapter {number}</h2><p>{TIDE}</p>" for number in range(1, 5)
)


def read(body: str, front_matter: FrontMatterPolicy = "skip") -> Document:
    policies = ReadingPolicies(front_matter=front_matter)
    page = f"<html lang='en'><head><title>A page</title></head><body>{body}</body></html>"
    return parse_document(page.encode(), "html", policies=policies)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


GUTENBERG = f"""<pre>
The Project Gutenberg EBook of Salt, by Ana Bell

Title: Salt and Sand

Author: Ana Bell

*** START OF THIS PROJECT GUTENBERG EBOOK SALT ***

Produced by Carl Dunn
</pre>
<h1>SALT</h1>{CHAPTERS}
<pre>
End of the Project Gutenberg EBook of Salt

Nobody wants to hear the licence.
</pre>"""


def test_the_head_and_the_licence_around_a_page_are_left_out() -> None:
    document = read(GUTENBERG)
    assert (document.title, document.author) == ("Salt and Sand", "Ana Bell")
    assert texts(document)[0] == "SALT"
    assert texts(document)[-1] == TIDE.strip()
    assert [one.what for one in document.omissions] == [
        "licence of Project Gutenberg",
        "credits",
        "licence of Project Gutenberg",
    ]


def test_the_head_and_the_licence_are_read_if_front_matter_is() -> None:
    assert texts(read(GUTENBERG, "inline"))[-1] == "Nobody wants to hear the licence."


ENTRIES = [f"<a href='#c{number}'>Chapter {number}</a>" for number in range(1, 5)]


@pytest.mark.parametrize(
    "contents",
    [
        "<h2>Contents</h2><ul>" + "".join(f"<li>{one}</li>" for one in ENTRIES) + "</ul>",
        "<h2>CONTENTS.</h2><table>"
        + "".join(f"<tr><td>{one}</td><td>The tide</td><td>12</td></tr>" for one in ENTRIES)
        + "</table>",
        "<div><p><b>Table of contents</b></p></div>" + "".join(f"<p>{one}</p>" for one in ENTRIES),
        "<h2>Contents of Volume II</h2><h3>Part one</h3><ol><li>"
        + "<li>".join(ENTRIES[:2])
        + "</ol><h3>Part two</h3><ol><li>"
        + "<li>".join(ENTRIES[2:])
        + "</ol>",
        "<h2>Mục lục</h2><div>" + "<br>".join(ENTRIES) + "</div>",
    ],
)
def test_a_table_of_contents_inside_a_page_is_left_out(contents: str) -> None:
    document = read(f"<h1>Salt</h1>{contents}{CHAPTERS}")
    assert texts(document)[:2] == ["Salt", "Chapter 1"]
    assert {one.what for one in document.omissions} == {"table of contents"}


@pytest.mark.parametrize(
    "text",
    [
        "<h2>Contents</h2><p>A box holds salt, sand and <a href='#c1'>a letter</a> of a king.</p>",
        "<h2>Contents</h2><ul><li>salt</li><li>sand</li></ul>",
        "<h2>Index</h2><p>The <a href='#c1'>first</a> rises.</p><p>The rest falls.</p>",
    ],
)
def test_what_a_title_of_contents_only_seems_to_stand_above_is_read(text: str) -> None:
    document = read(f"<h1>Salt</h1>{text}{CHAPTERS}")
    assert not document.omissions
    assert len(document.blocks) == 1 + 2 + 8 + (text.count("<li>") or text.count("<p>")) - 1


@pytest.mark.parametrize(
    ("mark", "what"),
    [
        ('<span class="pagenum">[Pg 72]</span>', "page number"),
        ('<span class="page-number">xii</span>', "page number"),
        ('<span class="lnum">10</span>', "line number"),
        ('<span class="linenum">20</span>', "line number"),
    ],
)
def test_numbers_of_the_printed_book_are_left_out(mark: str, what: str) -> None:
    document = read(f"<h1>Salt</h1><p>The tide comes in,{mark} and goes.</p><p>{TIDE}</p>")
    assert texts(document)[1] == "The tide comes in, and goes."
    assert [one.what for one in document.omissions] == [what]


def test_what_only_has_such_a_class_is_read() -> None:
    page = f"<h1>Salt</h1><p class='pagenum'>The page of the king.</p><p>{TIDE}</p>"
    assert texts(read(page))[1] == "The page of the king."

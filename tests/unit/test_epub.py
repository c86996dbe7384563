"""EPUBs: what is read of them, in which order, and what they say of themselves."""

from dataclasses import replace

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.documents.policies import FrontMatterPolicy, NotesPolicy, ReadingPolicies
from tests.kit.books import Book, epub, point
from tests.kit.pictures import picture
from voicefarm.errors import NothingToSay, UnreadableDocument

TWO_CHAPTERS = Book(
    pages={
        "text/one.xhtml": "<h2>One</h2><p>Salt is old.</p><h3>Sea</h3><p>It is wet.</p>",
        "text/two.xhtml": "<h2>Two</h2><p>Salt is <b>w</b>hite.</p>",
    },
    nav='<li><a href="text/one.xhtml">One</a></li><li><a href="text/two.xhtml">Two</a></li>',
    metadata='<dc:title>Salt</dc:title><dc:creator opf:role="aut">Ana Bell</dc:creator>'
    '<dc:creator opf:role="ill">Cy Dee</dc:creator><dc:language>en-GB</dc:language>'
    '<dc:date>2019-05-04T00:00:00Z</dc:date><meta name="cover" content="front"/>',
    items='<item id="front" href="front.png" media-type="image/png"/>',
    files={"OEBPS/front.png": picture("png").data},
)


def read(book: Book, **policies: object) -> Document:
    return parse_document(epub(book), policies=ReadingPolicies(**policies))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in document.blocks if block.level]


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    document = read(TWO_CHAPTERS)
    assert texts(document) == [
        "One",
        "Salt is old.",
        "Sea",
        "It is wet.",
        "Two",
        "Salt is white.",
    ]
    assert headings(document) == [(1, "One"), (2, "Sea"), (1, "Two")]


def test_title_author_language_date_and_cover_come_from_the_book() -> None:
    document = read(TWO_CHAPTERS)
    assert (document.title, document.author) == ("Salt", "Ana Bell")
    assert (document.language, document.date) == ("en-GB", "2019-05-04")
    assert document.cover == picture("png").data


def test_headings_that_are_no_headings_are_found_by_the_contents() -> None:
    calibre = Book(
        pages={
            "index_split_000.html": '<p class="calibre1">PART ONE</p>'
            '<div class="c2" id="ch1"><p class="c3">Chapter 1</p><p class="c4">The Sea</p></div>'
            '<p>Salt is old.</p><p id="ch2">Chapter 2</p><p>It is wet.</p>',
            "index_split_001.html": '<div><div id="a"><p>It dries.</p></div></div>',
        },
        ncx=point(
            "Part One",
            "index_split_000.html",
            point("Chapter 1: The Sea", "index_split_000.html#ch1")
            + point("Chapter 2", "index_split_000.html#ch2")
            + point("Chapter 3", "index_split_001.html#a"),
        ),
        folder="",
    )
    document = read(calibre)
    assert headings(document) == [
        (1, "PART ONE"),
        (2, "Chapter 1. The Sea"),
        (2, "Chapter 2"),
        (2, "Chapter 3"),
    ]
    assert texts(document)[-2:] == ["Chapter 3", "It dries."]


NOTES = Book(
    pages={
        "one.xhtml": '<h1>One</h1><p>Salt<sup><a id="r1" href="notes.xhtml#n1">1</a></sup> is old. '
        'It is wet.<a epub:type="noteref" href="#n2">*</a></p>'
        '<aside epub:type="footnote" id="n2"><p>From the sea.</p></aside><p>It dries.</p>',
        "notes.xhtml": '<h1>Notes</h1><p class="note"><a id="n1" href="one.xhtml#r1">1</a>. '
        "Sodium chloride</p>",
    },
)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ["One", "Salt is old. It is wet.", "It dries."]),
        (
            "inline",
            [
                "One",
                "Salt is old. Note: Sodium chloride. It is wet. Note: From the sea.",
                "It dries.",
            ],
        ),
        (
            "end",
            [
                *("One", "Salt is old. It is wet.", "It dries.", "Notes"),
                *("1. Sodium chloride.", "2. From the sea."),
            ],
        ),
    ],
)
def test_notes_are_read_by_their_policy(policy: NotesPolicy, expected: list[str]) -> None:
    document = read(NOTES, notes=policy)
    assert texts(document) == expected
    left_out = [left.text for left in document.omissions if left.what == "footnote"]
    assert left_out == (["Sodium chloride", "From the sea."] if policy == "skip" else [])


FRONT = Book(
    pages={
        "cover.xhtml": '<div><img src="c.jpg" alt="Cover"/></div>',
        "title.xhtml": "<h1>Salt</h1><p>Ana Bell</p>",
        "rights.xhtml": "<p>Copyright © 2019 Ana Bell. All rights reserved. ISBN 978-0-00.</p>",
        "toc.xhtml": '<h2>Contents</h2><p><a href="one.xhtml">One</a></p>'
        '<p><a href="one.xhtml#a">Sea</a></p><p><a href="one.xhtml#b">Sun</a></p>'
        '<p><a href="one.xhtml#c">End</a></p>',
        "preface.xhtml": "<h2>Preface</h2><p>I like salt.</p>",
        "one.xhtml": "<h2>One</h2><p>Salt is old.</p>",
    },
)


@pytest.mark.parametrize(
    ("policy", "first", "last"),
    [
        ("skip", "Preface", "Salt is old."),
        ("inline", "Salt", "Salt is old."),
        ("end", "Preface", "End"),
    ],
)
def test_front_matter_is_read_by_its_policy(
    policy: FrontMatterPolicy, first: str, last: str
) -> None:
    document = read(FRONT, front_matter=policy)
    assert (texts(document)[0], texts(document)[-1]) == (first, last)
    kinds = [left.what for left in document.omissions]
    assert ("imprint" in kinds) == (policy == "skip")


def test_a_title_page_that_is_marked_as_one_is_left_out() -> None:
    book = replace(TWO_CHAPTERS, body={"text/one.xhtml": 'epub:type="frontmatter titlepage"'})
    document = read(book)
    assert texts(document) == ["Two", "Salt is white."]
    assert document.omissions[0].what == "title page"


def test_pictures_and_page_numbers_are_listed_as_left_out() -> None:
    inside = (
        '<p>It <img src="a/sea.png" alt="The sea"/> is '
        '<span epub:type="pagebreak">12</span>wet.</p>'
        '<p><img alt="S" src="s.png"/>alt dries.</p>'
    )
    document = read(Book(pages={"one.xhtml": inside}))
    assert texts(document) == ["It is wet.", "Salt dries."]
    assert [(left.what, left.text) for left in document.omissions] == [
        ("picture", "The sea"),
        ("page number", "12"),
    ]


def test_an_index_takes_no_page_for_a_note() -> None:
    index = '<p>Salt, <a href="one.xhtml#p1">1</a>, <a href="one.xhtml#p2">2</a></p>'
    body = '<p id="p1">Salt is old.</p><p id="p2">It is wet.</p>'
    document = read(Book(pages={"one.xhtml": body, "back.xhtml": index}))
    assert texts(document)[:2] == ["Salt is old.", "It is wet."]


def test_a_book_of_pictures_says_so() -> None:
    picture_page = '<item id="p9" href="a.jpg" media-type="image/jpeg"/>'
    with pytest.raises(NothingToSay, match="only pictures"):
        read(Book(pages={}, items=picture_page, spine='<itemref idref="p9"/>'))


def test_a_book_without_pages_is_damaged() -> None:
    with pytest.raises(UnreadableDocument, match="lists no pages"):
        read(Book(pages={}))


def test_an_encrypted_book_is_refused() -> None:
    path = "META-INF/encryption.xml"
    encryption = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><CipherData>'
        '<CipherReference URI="OEBPS/text/one.xhtml"/></CipherData></EncryptedData></encryption>'
    )
    with pytest.raises(UnreadableDocument, match="encrypted"):
        read(replace(TWO_CHAPTERS, files={path: encryption.encode()}))


def test_scrambled_fonts_are_no_protection() -> None:
    encryption = '<e xmlns="x"><CipherReference URI="OEBPS/fonts/a.otf"/></e>'
    files = {**TWO_CHAPTERS.files, "META-INF/encryption.xml": encryption.encode()}
    assert texts(read(replace(TWO_CHAPTERS, files=files)))[0] == "One"


def test_a_book_whose_pages_are_missing_is_damaged() -> None:
    items = '<item id="p0" href="absent.xhtml" media-type="application/xhtml+xml"/>'
    data = epub(Book(pages={"one.xhtml": "<p>A</p>"}, items=items))
    with pytest.raises(UnreadableDocument, match="none of its pages"):
        parse_document(data)


def test_an_empty_file_has_nothing_to_say() -> None:
    with pytest.raises(NothingToSay, match="empty"):
        parse_document(b"", "epub")


@pytest.mark.parametrize(
    "kinds",
    [
        "backmatter copyright-page acknowledgments",
        "copyright-page backmatter",
        "z-a copyright-page a-z y-x b",
    ],
)
def test_a_page_of_several_kinds_is_what_one_of_them_says_in_every_process(kinds: str) -> None:
    landmarks = f'<li><a epub:type="{kinds}" href="b.xhtml">Back</a></li>'
    nav = f'<li><a href="a.xhtml">One</a></li></ol></nav><nav epub:type="landmarks"><ol>{landmarks}'
    book = Book(pages={"a.xhtml": "<p>Salt.</p>", "b.xhtml": "<p>Made by hand.</p>"}, nav=nav)
    document = parse_document(epub(book), "epub")
    assert [block.text for block in document.blocks][-1] == "Salt."
    assert [one.what for one in document.omissions] == ["imprint"]


def test_a_page_that_is_listed_again_is_read_once_and_reported() -> None:
    again = '<itemref idref="p0"/><itemref idref="p0"/>'
    document = read(replace(TWO_CHAPTERS, spine=again))
    assert texts(document) == texts(read(TWO_CHAPTERS))
    omissions = [(one.what, one.text) for one in document.omissions]
    assert omissions == [("page listed again", "OEBPS/text/one.xhtml")]


def test_a_page_that_is_listed_outside_of_the_text_and_in_it_is_text() -> None:
    listed = replace(
        TWO_CHAPTERS, not_linear=["text/one.xhtml"], spine='<itemref idref="p0"/>', nav=""
    )
    assert texts(read(listed))[:2] == ["Two", "Salt is white."]
    assert "Salt is old." in texts(read(listed))

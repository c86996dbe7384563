"""What a Markdown file says about itself above its text."""

import pytest

from producer.documents.formats import parse_document
from producer.documents.markdown.front_matter import FrontMatter, split_front_matter


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: The Mill", "The Mill"),
        ("title: 'It''s: quoted'", "It's: quoted"),
        ('title: "Làng \\"muối\\""', 'Làng "muối"'),
        ("title: >-\n  A long title\n  over two lines", "A long title over two lines"),
        ("title: |\n  One\n  Two", "One Two"),
        ("title: A long title\n  that goes on", "A long title that goes on"),
        ("title: Not: really YAML", "Not: really YAML"),
        ("title:\nauthor: A", ""),
        ("Title: no", "no"),
        ("title: 2024-03-05", "2024-03-05"),
        ("title: [a, b]", ""),
        ("tags: [a\ntitle: Broken", "Broken"),
        ("title: " + "[" * 5000, "[" * 5000),
    ],
)
def test_titles_of_every_yaml_style_are_read(written: str, title: str) -> None:
    front_matter, start = split_front_matter(f"---\n{written}\n---\n\nWords.")
    assert front_matter.title == title
    assert start == len(written) + 9


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("author: Jane Doe", "Jane Doe"),
        ("author: John <j@x.example>", "John"),
        ("author:\n  - Jane\n  - name: John\n    email: j@x.example", "Jane, John"),
        ("authors: [An, Bình]", "An, Bình"),
        ("author:\n  name: Jane", "Jane"),
    ],
)
def test_authors_are_named_one_after_the_other(written: str, author: str) -> None:
    assert split_front_matter(f"---\n{written}\n---\n")[0].author == author


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024-03-05 10:00:00 +0700", "2024-03-05"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("March 5, 2024", "2024"),
        ("05/03/2024", "2024"),
        ("2024-13-45", "2024"),
        ("yesterday", ""),
    ],
)
def test_dates_are_those_that_tags_take(written: str, date: str) -> None:
    assert split_front_matter(f"---\ndate: {written}\n---\n")[0].date == date


def test_toml_between_plus_signs_is_read() -> None:
    text = (
        "+++\ntitle = 'Muối'\ndate = 2024-03-05T10:00:00Z\nauthors = ['An']\nlang = \"vi\"\n+++\nA."
    )
    assert split_front_matter(text)[0] == FrontMatter("Muối", "An", "2024-03-05", "vi")


def test_toml_that_is_none_is_read_line_by_line() -> None:
    assert split_front_matter('+++\ntitle = "A"\nbroken =\n+++\n')[0].title == "A"


def test_a_title_block_of_pandoc_is_read() -> None:
    text = "% The *Title* of\n  the Book\n% Ann Author; Bob B.\n% March 2021\n\nWords."
    document = parse_document(text.encode(), "markdown")
    assert [block.text for block in document.blocks] == ["Words."]
    assert (document.title, document.author, document.date) == (
        "The Title of the Book",
        "Ann Author, Bob B.",
        "2021",
    )


@pytest.mark.parametrize(
    "text", ["%% hidden %%\n\nWords.", "--- \nIt was dark.\n\n---\n", "Words."]
)
def test_what_is_none_is_text(text: str) -> None:
    assert split_front_matter(text) == (FrontMatter(), 0)

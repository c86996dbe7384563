"""How a file becomes a document, and what is said when it can't."""

import contextlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.documents.document import Document
from producer.documents.formats import READERS, parse_document, read_document
from producer.documents.plain_text import PLAIN_TEXT
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay, UnreadableDocument

EXAMPLES = Path(__file__).parents[2] / "examples"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def markdown(text: str) -> Document:
    return parse_document(text.encode(), "markdown")


def test_an_empty_line_ends_a_paragraph_of_plain_text() -> None:
    assert texts(parse_document(b"one\r\ntwo\r\n \t\r\n\r\nthree\n")) == ["one two", "three"]


def test_long_lines_of_plain_text_are_paragraphs() -> None:
    long = "word " * 60
    assert texts(parse_document(f"Short.\n{long}\nShort.".encode())) == [
        "Short.",
        long.strip(),
        "Short.",
    ]


def test_the_text_is_the_blocks_with_empty_lines_between() -> None:
    document = markdown("# A\n\nb\n\nc")
    assert document.text == "A\n\nb\n\nc"
    assert [document.text[start:end] for start, end in document.spans] == ["A", "b", "c"]


def test_markdown_headings_keep_their_level_and_name_the_document() -> None:
    document = markdown("Above\n\n# The *Title*\n\nTwo\n---\n\n### Three ###")
    assert document.title == "The Title"
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [
        ("paragraph", 0, "Above"),
        ("heading", 1, "The Title"),
        ("heading", 2, "Two"),
        ("heading", 3, "Three"),
    ]


def test_markdown_marks_are_not_spoken() -> None:
    source = "A **bold** _word_, `code`, [a link](http://x.y), ~~gone~~<br>and\nmore &amp; more\\!"
    assert texts(markdown(source)) == ["A bold word, code, a link, and more & more!"]


def test_lists_quotes_and_table_rows_become_paragraphs() -> None:
    source = "- one\n- two\n  - three\n\n> four\n> five\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert texts(markdown(source)) == ["one", "two", "three", "four five", "a; b", "c; d"]


def test_code_pictures_and_comments_are_left_out() -> None:
    source = "```\ncode\n```\n\nWord ![alt](x.png) here<!-- no -->.\n\n<!-- nor -->\n\n    code"
    assert texts(markdown(source)) == ["Word here."]


def test_words_in_an_html_block_are_read_without_their_tags() -> None:
    assert texts(markdown("<div>Hello <b>there</b> &amp; you</div>")) == ["Hello there & you"]


def test_front_matter_names_title_and_language_and_is_not_spoken() -> None:
    document = markdown('---\ntitle: "Làng muối"\nlang: vi\ntags:\n  - a\n---\n\n# Khác\n')
    assert (document.title, document.language, texts(document)) == ("Làng muối", "vi", ["Khác"])


def test_prose_between_two_rules_is_no_front_matter() -> None:
    assert texts(markdown("---\nIt was a dark night.\n\n---\n\nThe end.")) == [
        "It was a dark night.",
        "The end.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(encoding: str) -> None:
    assert texts(parse_document("Tiếng Việt".encode(encoding))) == ["Tiếng Việt"]


def test_broken_utf_8_is_named_by_its_offset_with_a_remedy() -> None:
    with pytest.raises(UnreadableDocument, match=r"byte 0xe9 at offset 8 \(line 2\).*iconv"):
        parse_document(b"one\ncaf\x63\xe9 au lait")


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.7", "PDF"), (b"PK\x03\x04x", "ZIP"), (b"\x89PNG\r\n", "picture"), (b"a\0b", "NUL")],
)
def test_a_binary_file_is_refused_by_its_kind(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableDocument, match=kind):
        parse_document(data)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t", b"* * *\n\n!?", "—…“”".encode()])
def test_a_text_without_a_word_has_nothing_to_say(data: bytes) -> None:
    with pytest.raises(NothingToSay):
        parse_document(data, "markdown")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"absent\.txt' doesn't exist"):
        read_document(tmp_path / "absent.txt")


def test_a_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="is a directory"):
        read_document(tmp_path)


def test_an_unknown_suffix_is_refused_unless_the_format_is_given(tmp_path: Path) -> None:
    path = tmp_path / "notes.log"
    path.write_text("Hello.")
    with pytest.raises(UnreadableDocument, match=r"'\.log'.*\.md"):
        read_document(path)
    assert texts(read_document(path, "text")) == ["Hello."]


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(UnreadableDocument, match=r"markdown, .*script, .*text"):
        parse_document(b"a", "odp")


@pytest.mark.parametrize(
    ("media_type", "text"),
    [("text/plain", "[A](b)"), ("text/markdown", "A"), ("Text/Markdown; charset=utf-8", "A")],
)
def test_a_media_type_chooses_the_reader(media_type: str, text: str) -> None:
    assert parse_document(b"[A](b)", media_type=media_type).text == text


def test_an_unknown_media_type_lists_the_known_ones() -> None:
    with pytest.raises(UnreadableDocument, match=r"'image/png' is not known\. Available: app"):
        parse_document(b"a", media_type="image/png")


def test_a_reader_recognizes_its_files_by_what_stands_in_them() -> None:
    reader = replace(PLAIN_TEXT, magic=((3, b"mimetype"),))
    assert reader.recognizes(b"PK.mimetype...")
    assert not reader.recognizes(b"mimetype")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("book.mobi", "convert it to .epub"),
        ("Letter.DOC", "save it as .docx"),
        ("paper.tex", "convert it to .md"),
        ("talk.pptx", "export it as .pdf"),
        ("film.ass", "convert it to .srt"),
        ("mail.msg", "save its messages as .eml"),
        ("notes.ipynb", "export it as .md"),
        ("scan.png", "have its text recognized"),
        ("salt.xyz", "convert it to one of .docm, .docx, "),
    ],
)
def test_a_file_without_a_reader_says_what_to_do_with_it(
    tmp_path: Path, name: str, remedy: str
) -> None:
    path = tmp_path / name
    path.write_text("Salt.")
    with pytest.raises(UnreadableDocument, match=re.escape(remedy)) as caught:
        read_document(path)
    assert "or name the input format: text, markdown, " in str(caught.value)


@pytest.mark.parametrize("part", ["format", "suffixes", "media_types"])
def test_no_two_readers_claim_the_same_files(part: str) -> None:
    claims = [getattr(reader, part) for reader in READERS]
    names = claims if part == "format" else [name for claim in claims for name in claim]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_examples_are_read_and_their_language_is_guessed(language: str) -> None:
    document = read_document(EXAMPLES / f"article_{language}.md")
    assert document.title
    assert document.language == guess_language(document.text) == language


def test_a_vietnamese_name_makes_no_english_text_vietnamese() -> None:
    assert guess_language("The train from Đà Nẵng to Huế takes about three hours.") == "en"


def test_a_short_vietnamese_sentence_is_recognized() -> None:
    assert guess_language("Xin chào các bạn!") == "vi"


def test_french_is_not_taken_for_vietnamese() -> None:
    assert (
        guess_language("L'été a été très agréable à Évian, où l'élève préféré a été fêté.") == "en"
    )


@given(st.binary(), st.sampled_from(["text", "markdown"]))
def test_any_bytes_make_a_speakable_document_or_are_refused(data: bytes, format: str) -> None:
    with contextlib.suppress(UnreadableDocument, NothingToSay):
        assert parse_document(data, format).is_speakable


@given(st.text(), st.sampled_from(["text", "markdown"]))
def test_blocks_are_single_spaced_lines(text: str, format: str) -> None:
    try:
        document = parse_document(text.encode(), format)
    except (UnreadableDocument, NothingToSay):
        return
    assert all(block.text == " ".join(block.text.split()) != "" for block in document.blocks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "昨日は雨が降っていたので、静かに\n本を読んでいました。",
            "昨日は雨が降っていたので、静かに本を読んでいました。",
        ),
        ("他昨天在家里安静地读了一本很长的\n书。", "他昨天在家里安静地读了一本很长的书。"),
        ("그는 어제 집에서 조용히\n책을 읽었다.", "그는 어제 집에서 조용히 책을 읽었다."),
        ("The tide comes in twice\na day.", "The tide comes in twice a day."),
    ],
)
def test_lines_meet_without_a_space_where_a_script_has_none(text: str, expected: str) -> None:
    assert parse_document(text.encode(), "text").text == expected

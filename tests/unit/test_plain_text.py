"""The layout of plain text: what people type, paste and scan."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.documents.document import SCENE_BREAK_MS, Document
from producer.documents.formats import parse_document
from producer.documents.layout.verse import VERSE_LINE_MS
from producer.documents.policies import ReadingPolicies
from producer.text.cleaning import clean_text, fold_spaces
from tests.kit.cpu_time import assert_linear
from voicefarm.errors import NothingToSay


def plain(text: str) -> Document:
    return parse_document(text.encode(), "text")


def texts(text: str) -> list[str]:
    return [block.text for block in plain(text).blocks]


def headings(text: str) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in plain(text).blocks if block.level]


def omissions(text: str) -> list[tuple[str, str, int]]:
    return [(one.what, one.text, one.line) for one in plain(text).omissions]


BODY = "It was light when he woke, and the rain had gone."


@pytest.mark.parametrize(
    "title",
    [
        *("CHAPTER II", "Chapter 3: The End", "Chapter Twenty-One", "CHAPTER I. Down the Hole."),
        *("CHƯƠNG MỘT", "Chương 2: Trở về", "Hồi thứ nhất", "Prologue", "Lời nói đầu"),
        *("# Chapter One", "Chapter One\n===========", "The long road of it\n---------------"),
        *("== Chapter One ==", "The Long Road", "THE LONG ROAD", "Đường Về Nhà"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_title_line_is_a_heading(title: str, between: str) -> None:
    document = plain(f"{title}{between}{BODY}")
    kinds = [block.kind for block in document.blocks]
    assert kinds == ["heading", "paragraph"]
    assert document.blocks[1].text == BODY


@pytest.mark.parametrize(
    "text",
    [
        "Chapter 3 was long and\nhe slept.",
        "Part of the house was\nempty that day.",
        "He went to see\nMary Smith, who lived there.",
        "Anna\nwent home with her old mother.",
        "Yes\n\nNo",
        "#hashtag is a word of\nour time.",
        "I am\nhere.",
    ],
)
def test_a_line_that_only_looks_like_a_title_is_text(text: str) -> None:
    assert headings(text) == []


def test_parts_stand_above_chapters_and_short_titles_below_them() -> None:
    text = f"PART ONE\n\nChapter 1\n\n{BODY}\n\nPizza Night\n{BODY}\n\nPhần 2\n\nChương 2\n\n{BODY}"
    assert headings(text) == [
        (1, "PART ONE"),
        (2, "Chapter 1"),
        (3, "Pizza Night"),
        (1, "Phần 2"),
        (2, "Chương 2"),
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_chapter_s_number_and_the_name_below_it_are_one_heading(between: str) -> None:
    assert headings(f"CHAPTER TWO\n{between}The Long Road{between}{BODY}") == [
        (1, "CHAPTER TWO: The Long Road")
    ]
    assert headings(f"CHƯƠNG I{between}Mùa mưa đến\n\n{BODY}") == [(1, "CHƯƠNG I: Mùa mưa đến")]


def test_a_table_of_contents_makes_no_chapters() -> None:
    contents = "\n".join(f" CHAPTER {number}.   The Road" for number in ("I", "II", "III", "IV"))
    text = f"Contents\n\n{contents}\n\nCHAPTER I.\nThe Road\n\n{BODY}"
    assert headings(text) == [(1, "CHAPTER I: The Road")]
    policies = ReadingPolicies(front_matter="inline")
    whole = parse_document(text.encode(), "text", policies=policies)
    assert [block.text for block in whole.blocks if block.level] == ["CHAPTER I: The Road"]
    assert whole.blocks[1].text == "CHAPTER I. The Road"


def test_numbers_that_stand_alone_and_count_from_one_are_headings() -> None:
    assert headings(f"I.\n\n{BODY}\n\nII.\n\n{BODY}") == [(1, "I."), (1, "II.")]
    assert headings(f"1984\n\n{BODY}") == []


@pytest.mark.parametrize(
    "row",
    ["■", "* * *", "***", "---", "___", "⁂", "~", "# # #", "• • •", "◆", "❦", "o0o", "-oOo-", "——"],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_row_of_signs_is_a_pause_between_scenes(row: str, between: str) -> None:
    document = plain(f"He left.{between}{row}{between}She stayed.")
    assert [(block.text, block.pause_ms) for block in document.blocks] == [
        ("He left.", SCENE_BREAK_MS),
        ("She stayed.", None),
    ]
    assert document.omissions == ()


@pytest.mark.parametrize("row", ["...", "?!", "“”", ":)", "<3"])
def test_other_marks_alone_on_a_line_are_no_scene_break(row: str) -> None:
    document = plain(f"He left.\n\n{row}\n\nShe stayed.")
    assert [block.pause_ms for block in document.blocks] == [None] * len(document.blocks)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("we find nega-\ntive, and re-\nduce it", "we find negative, and reduce it"),
        ("a well-\nknown song", "a well-known song"),
        ("a perma\xad\nnent stain", "a permanent stain"),
        ("two- and three-\nmasted", "two- and three-masted"),
        ("mother-in-\nlaw", "mother-in-law"),
        ("the Anglo-\nSaxon of 1914-\n1918", "the Anglo-Saxon of 1914-1918"),
        ("CHAP-\nTER of it", "CHAPTER of it"),
        ("pre- \nor post-war", "pre- or post-war"),
        ("in the sun-\nlight; sunlight is", "in the sunlight; sunlight is"),
        ("a sea-\nside town; sea-side it is", "a sea-side town; sea-side it is"),
        ("Hà-\nNội", "Hà-Nội"),
        ("the pre-\nsent ten-\nsion of far-\nmers", "the present tension of farmers"),
        ("a part-\nner with-\nout hard-\nware", "a partner without hardware"),
        ("full-\ntime sister-\nin-law, year-\nold", "full-time sister-in-law, year-old"),
        ("high-\nly short-\nage seven-\nty", "highly shortage seventy"),
        ("twenty-\none high-\nlevel", "twenty-one high-level"),
    ],
)
def test_a_word_parted_at_a_line_s_end_is_whole_again(lines: str, joined: str) -> None:
    assert texts(lines) == [joined]


def test_lines_with_parted_words_are_prose_however_long_they_are() -> None:
    column = (
        "The old mill\nstood by the ri-\nver for years\nand the peo-\nple came to it\nwith corn"
    )
    assert texts(column) == [
        "The old mill stood by the river for years and the people came to it with corn"
    ]


def test_an_indent_begins_a_paragraph() -> None:
    text = "    The first begins here and\nruns on.\n    The second is here.\n    “Third,” he said."
    assert texts(text) == [
        "The first begins here and runs on.",
        "The second is here.",
        "“Third,” he said.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A hanging indent\n    goes on and\n    on here.",
        "    A block of\n    quoted text\n    is one.",
    ],
)
def test_a_hanging_indent_and_an_indented_block_are_one_paragraph(text: str) -> None:
    assert texts(text) == [fold_spaces(text)]


def test_the_lines_of_a_poem_stay_lines_with_a_short_pause() -> None:
    poem = "Two roads diverged in a wood,\nAnd sorry I could not travel both\nAnd be one traveler"
    blocks = plain(f"{poem}\n\nThen took the other,\nAs just as fair").blocks
    assert [(block.text, block.pause_ms) for block in blocks] == [
        ("Two roads diverged in a wood,", VERSE_LINE_MS),
        ("And sorry I could not travel both", VERSE_LINE_MS),
        ("And be one traveler", None),
        ("Then took the other,", VERSE_LINE_MS),
        ("As just as fair", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A voice that\nthe farm made for itself. It is\na speech\nmodel of few\nsteps.",
        "Bà năm nay 68, làm muối từ\nnăm lên chín. Cánh đồng\nrộng 42 ha, chia\nra\nở đây.",
    ],
)
def test_prose_that_is_wrapped_unevenly_is_one_paragraph(text: str) -> None:
    assert texts(text) == [fold_spaces(text)]


def test_sentences_on_lines_of_their_own_are_prose() -> None:
    assert texts("He left.\nShe stayed.\nThey met.") == ["He left. She stayed. They met."]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- one\n- two,\n  more\n- three", ["one", "two, more", "three"]),
        ("Steps:\n1. Mix\n   it.\n2) Fry.", ["Steps:", "1. Mix it.", "2) Fry."]),
        ("• one\n• two", ["one", "two"]),
        ("☐ one\n☑ two", ["one", "two"]),
        ("milk\neggs\nbread", ["milk", "eggs", "bread"]),
        ("Things to do\n- one\n- two", ["Things to do", "one", "two"]),
        ("1. Budget\nThe budget was agreed.", ["1. Budget", "The budget was agreed."]),
        ("* [ ] buy\n* [x] call", ["buy", "call"]),
        ("① Wash.\n② Drain.", ["1. Wash.", "2. Drain."]),
        ("1.1. Why\n1.2.3 How", ["1.1. Why", "1.2.3 How"]),
        (
            "They drove over the hills for\n1.5 hours, and on the way back\nfor 2.5 hours.",
            ["They drove over the hills for 1.5 hours, and on the way back for 2.5 hours."],
        ),
        (
            "- Anh có khỏe không?\n- Khỏe.\nHai người im.",
            ["Anh có khỏe không?", "Khỏe.", "Hai người im."],
        ),
        ("He came in the year\n1984. It was cold.", ["He came in the year 1984. It was cold."]),
        ("He came\n- as ever -\nlate.", ["He came - as ever - late."]),
        ("-5 degrees", ["-5 degrees"]),
    ],
)
def test_the_items_of_a_list_are_paragraphs(text: str, items: list[str]) -> None:
    assert texts(text) == items


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "ANNA: Where have you been? I have\n  been waiting.\nBEN (tired): At work.",
            ["ANNA: Where have you been? I have been waiting.", "BEN (tired): At work."],
        ),
        ("Anna: Hi!\nBen: Hello!", ["Anna: Hi!", "Ben: Hello!"]),
        ("ANNA. I have it.\nBEN. So have I.", ["ANNA. I have it.", "BEN. So have I."]),
        ("CỘNG HÒA VIỆT NAM\nĐộc lập - Tự do", ["CỘNG HÒA VIỆT NAM", "Độc lập - Tự do"]),
        ("HAMLET.\nTo be, or not\nto be.", ["HAMLET.", "To be, or not to be."]),
        ("[12:03] Ana: hi\n[12:04] Ben: yo", ["[12:03] Ana: hi", "[12:04] Ben: yo"]),
        ("From: Ana\nSubject: Hi", ["From: Ana", "Subject: Hi"]),
        ("To: Ana\ncc: Bob", ["To: Ana", "cc: Bob"]),
        (
            "Hi Bob,\nthanks for it.\nBest regards,\nAna",
            ["Hi Bob,", "thanks for it.", "Best regards,", "Ana"],
        ),
        ("> one\n> two\n>> three\nfour", ["one two", "three", "four"]),
    ],
)
def test_lines_of_plays_chats_and_letters_are_paragraphs(text: str, lines: list[str]) -> None:
    assert texts(text) == lines


def test_names_above_speeches_are_no_headings() -> None:
    text = f"ANNA\n{BODY}\n\nBEN\n{BODY}\n\nANNA\n{BODY}"
    assert headings(text) == []
    assert texts(text) == ["ANNA", BODY, "BEN", BODY, "ANNA", BODY]


@pytest.mark.parametrize(
    "table",
    [
        "Item\tPrice\nLamp\t$5",
        "| Item | Price |\n|------|-------|\n| Lamp | $5 |",
        "Item     Price\n-----    -----\nLamp     $5",
        "<table><tr><th>Item</th><th>Price</th></tr><tr><td>Lamp</td><td>$5</td></tr></table>",
    ],
)
def test_the_cells_of_a_table_are_set_apart(table: str) -> None:
    assert texts(table) == ["Item; Price", "Lamp; $5"]


def test_subtitles_lose_their_times_and_keep_their_sentences() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nI went to the\n<i>old market\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nand bought</i> fish.\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\n- Really?\n- Yes.\n"
    )
    assert texts(text) == ["I went to the old market and bought fish.", "Really?", "Yes."]
    assert plain(text).omissions == ()


def test_webvtt_loses_its_header_and_reports_its_notes() -> None:
    text = "WEBVTT\n\nNOTE by Ana\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Ana>Hello.\n"
    assert texts(text) == ["Hello."]
    assert omissions(text) == [("note", "NOTE by Ana", 3)]


def test_a_transcript_loses_the_times_on_lines_of_their_own() -> None:
    assert texts("0:00\nso today we go\n0:04\nto the river\n0:09\nand back") == [
        "so today we go to the river and back"
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("By:<ul><li><b>Bonds</b> secured</li></ul>end.", ["By:", "Bonds secured", "end."]),
        ("Salt &amp; pepper, <i>please</i>.", ["Salt & pepper, please."]),
        ("One.<br>Two &#8212; &quot;three&quot;&nbsp;!", ["One.", 'Two — "three" !']),
        ("<h2>Old Times</h2><p>It was so.</p>", ["Old Times", "It was so."]),
        ("See <https://a.b/c> or <ana@b.c>.", ["See https://a.b/c or ana@b.c."]),
    ],
)
def test_tags_go_block_tags_part_and_entities_are_characters(text: str, read: list[str]) -> None:
    assert texts(text) == read


@pytest.mark.parametrize(
    "text", ["a < b and c > d", "I <3 you", "x<y> and List<b> here", "AT&T & Co", "if (a<b && c>d)"]
)
def test_signs_that_are_no_tags_stay(text: str) -> None:
    assert texts(text) == [text]


def test_scripts_and_comments_are_reported_with_their_line() -> None:
    text = "One.\n<script>\nvar a = 1;\n</script>\n<!-- no -->\nTwo."
    assert texts(text) == ["One.", "Two."]
    assert omissions(text) == [
        ("script", "<script> var a = 1; </script>", 2),
        ("comment", "<!-- no -->", 5),
    ]


@pytest.mark.parametrize(
    ("text", "read", "left_out"),
    [
        ("He went to the\n\n12\n\ndoor.", ["He went to the door."], [("page number", "12", 3)]),
        ("One.\n\n- 12 -\n\nTwo.", ["One.", "Two."], [("page number", "- 12 -", 3)]),
        ("One.\nPage 3 of 9\n\nTwo.", ["One.", "Two."], [("page number", "Page 3 of 9", 2)]),
        ("One.\n\n7\n\x0cTwo.", ["One.", "Two."], [("page number", "7", 3)]),
        ("it was re-\n\n7\n\x0cduced.", ["it was reduced."], [("page number", "7", 3)]),
        ("The sum is\n1984\nin all.", ["The sum is 1984 in all."], []),
    ],
)
def test_page_numbers_are_left_out_and_reported(
    text: str, read: list[str], left_out: list[tuple[str, str, int]]
) -> None:
    assert texts(text) == read
    assert omissions(text) == left_out


def test_a_header_on_several_pages_is_left_out_and_reported() -> None:
    pages = [f"THE RIVER {number}\n\nPage text {word}." for number, word in enumerate("abc", 1)]
    text = "\n\x0c".join(pages)
    assert texts(text) == ["Page text a.", "Page text b.", "Page text c."]
    assert omissions(text)[1] == ("page header", "THE RIVER 2", 4)


def test_code_between_fences_is_left_out_and_reported() -> None:
    text = "One.\n```python\nreturn 1\n```\nTwo."
    assert texts(text) == ["One.", "Two."]
    assert omissions(text) == [("code block", "return 1", 2)]
    assert texts("One ```\n```\nand two.") == ["One and two."]


def test_a_title_stands_above_its_author() -> None:
    assert headings(f"The Old House\nby Jane Roe\n\n{BODY}") == [(1, "The Old House")]
    chapters = f"The Old House\nby Jane Roe\n\nCHAPTER I\n{BODY}"
    assert headings(chapters) == [(1, "The Old House"), (1, "CHAPTER I")]
    assert headings(f"=====\nTitle\n=====\n\n{BODY}") == [(1, "Title")]


def test_marks_of_emphasis_are_not_in_the_text() -> None:
    assert texts("** Go away ** he said. *Really* quietly, _so_.") == [
        "Go away he said. Really quietly, so."
    ]


def test_a_name_in_brackets_keeps_its_lines_together() -> None:
    assert texts("[Lan] Xin chào,\nCác bạn\nThân mến của tôi") == [
        "[Lan] Xin chào, Các bạn Thân mến của tôi"
    ]


PIECES = [
    *("word", "Word", "WORD", "a", "I", "II", "12", "1.", "- ", "* ", "• ", "> ", "| ", "\t", "  "),
    *(
        "\n",
        "\n\n",
        "\x0c",
        "-\n",
        "CHAPTER ",
        "Part ",
        "# ",
        "===",
        "---",
        "***",
        "...",
        ".",
        ", ",
    ),
    *("[", "]", "(", ")", ":", "<b>", "</b>", "<p>", "<", ">", "&amp;", "<!--", "-->", "<script>"),
    *(
        "00:00:01,000 --> 00:00:02,000",
        "0:01",
        "WEBVTT",
        "NOTE",
        "$",
        "*",
        "_",
        "`",
        "\xad",
        "é",
        "ﬁ",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_any_layout_is_read_as_clean_lines(text: str) -> None:
    with contextlib.suppress(NothingToSay):
        for block in plain(text).blocks:
            assert block.text == fold_spaces(clean_text(block.text)) != ""


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_takes_time_by_its_length(piece: str) -> None:
    assert_linear(lambda size: plain((piece * size)[:size] + "\nword"), 40_000)

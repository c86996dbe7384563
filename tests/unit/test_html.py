"""Pages: their text without what surrounds it, and what they say of themselves."""

import pytest

from producer.documents.document import SCENE_BREAK_MS, Document
from producer.documents.formats import parse_document
from producer.documents.policies import NotesPolicy, ReadingPolicies
from voicefarm.errors import UnreadableDocument

PARAGRAPHS = [
    f"<p>Salt was carried over the mountains in the year {year}, and it was worth its weight.</p>"
    for year in range(1200, 1206)
]
ARTICLE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Salt of the earth | The Daily Salt</title>
<meta property="og:site_name" content="The Daily Salt">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2024-03-05T10:00",
"author": [{{"@type": "Person", "name": "Ana Bell"}}]}}</script>
<style>p {{ color: red }}</style></head><body class="has-sidebar">
<header class="site-header"><nav><a href="/">Home</a> <a href="/s">Sport</a></nav></header>
<div class="cookie-banner">We use cookies. <button>Accept</button></div>
<div id="wrapper"><main><article>
<h1>Salt of the earth</h1><div class="byline">By <a rel="author" href="/a">Ana Bell</a></div>
<div class="share-buttons"><a href="#">Share</a> <a href="#">Tweet</a></div>
{"".join(PARAGRAPHS[:3])}
<div class="advertisement">Buy pepper!</div>
<figure><img src="salt.jpg" alt="A heap of salt"><figcaption>Salt in March.</figcaption></figure>
<h2>Later</h2>{"".join(PARAGRAPHS[3:])}
<div class="related-articles"><h3>Related</h3><ul><li><a href="/1">Pepper</a></li>
<li><a href="/2">Sugar</a></li></ul></div>
</article></main><aside><h2>Most read</h2><a href="/3">Vinegar</a></aside></div>
<section id="comments"><h2>Comments</h2><p>First! I think that this is bad.</p></section>
<footer>© 2024 The Daily Salt</footer></body></html>"""


def read(page: str, **policies: object) -> Document:
    given = ReadingPolicies(**policies)  # type: ignore[arg-type]
    return parse_document(page.encode(), "html", policies=given)


def texts(page: str, **policies: object) -> list[str]:
    return [block.text for block in read(page, **policies).blocks]


def test_the_text_of_a_page_is_read_without_what_surrounds_it() -> None:
    said = [one.removeprefix("<p>").removesuffix("</p>") for one in PARAGRAPHS]
    expected = ["Salt of the earth", *said[:3], "Salt in March.", "Later", *said[3:]]
    assert texts(ARTICLE) == expected


def test_a_page_says_its_title_author_date_and_language() -> None:
    page = read(ARTICLE)
    assert (page.title, page.author) == ("Salt of the earth", "Ana Bell")
    assert (page.date, page.language) == ("2024-03-05", "en-GB")


def test_all_that_surrounds_a_text_is_listed_as_left_out() -> None:
    left_out = {(one.what, one.text) for one in read(ARTICLE).omissions}
    assert {
        ("banner", "Home Sport"),
        ("byline", "By Ana Bell"),
        ("sharing", "Share Tweet"),
        ("advertisement", "Buy pepper!"),
        ("picture", "A heap of salt"),
        ("teaser", "Related Pepper Sugar"),
        ("aside", "Most read Vinegar"),
        ("footer", "© 2024 The Daily Salt"),
    } <= left_out
    assert "comments" in {what for what, _ in left_out}


def test_a_plain_page_is_read_whole() -> None:
    page = "<h1>A</h1><p>One.</p><h2>Sharing</h2><p>Two.</p><ul><li>x</li><li>y</li></ul>"
    assert texts(page) == ["A", "One.", "Sharing", "Two.", "x", "y"]


def test_a_section_whose_id_is_its_heading_is_no_furniture() -> None:
    long = "Work that is related to ours is old, and much of it is about salt. " * 10
    page = f'<p>{long}</p><section id="related-work"><h2>Related work</h2><p>{long}</p></section>'
    assert texts(page) == [long.strip(), "Related work", long.strip()]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<ol><li>Take</li><li>Eat</li></ol>", ["1. Take", "2. Eat"]),
        ('<ol start="4"><li>Take</li><li value="9">Eat</li></ol>', ["4. Take", "9. Eat"]),
        ('<ol type="a"><li>Take</li><li>Eat</li></ol>', ["a. Take", "b. Eat"]),
        ("<p>one<br>Two</p>", ["one, Two"]),
        ("<p>one<br><br>Two</p>", ["one", "Two"]),
        ("<p>x<sup>2</sup> and CO<sub>2</sub></p>", ["x² and CO2"]),
        ("<p>Salt&nbsp;&mdash; old&shy;er</p>", ["Salt — older"]),
        ("<p>Now <del>5</del> 6.</p>", ["Now 6."]),
        ("<div>Loose <b>words</b><p>Two.</p>and more</div>", ["Loose words", "Two.", "and more"]),
        ("<dl><dt>Salt</dt><dd>A mineral.</dd></dl>", ["Salt", "A mineral."]),
        ("<p>a <code>b</code> c</p>", ["a b c"]),
        ("<p>A<script>x()</script>B<!-- no --></p>", ["AB"]),
        ("<p>漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby></p>", ["漢字"]),
        ("<pre>A rose\n  is a rose</pre>", ["A rose is a rose"]),
        ("<details><summary>More</summary>Salt.</details>", ["More", "Salt."]),
    ],
)
def test_the_parts_of_a_text_are_read_as_their_readers_see_them(
    inside: str, expected: list[str]
) -> None:
    assert texts(inside) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<p>I am a <a class='popup' href='#'>rather old</a> man.</p>", ["I am a rather old man."]),
        (
            "<p>Kept by the <abbr class='tooltip'>FAO</abbr> since 1950.</p>",
            ["Kept by the FAO since 1950."],
        ),
        ("<p><a class='open-popup' href='#'>Enlarge it</a></p>", []),
    ],
)
def test_a_word_that_opens_a_note_stays_in_its_sentence(written: str, expected: list[str]) -> None:
    page = f"<article>{PARAGRAPHS[0]}{written}{''.join(PARAGRAPHS[1:])}</article>"
    assert texts(page)[1 : 1 + len(expected)] == expected
    assert len(texts(page)) == len(PARAGRAPHS) + len(expected)


def test_a_table_is_read_by_its_rows() -> None:
    table = "<table><tr><th>Kind</th><th>Price</th></tr><tr><td>Sea</td><td>2 €</td></tr></table>"
    assert texts(table) == ["Kind; Price", "Sea; 2 €"]
    assert texts(table, tables="headings") == ["Kind: Sea; Price: 2 €"]
    assert read(f"<p>A</p>{table}", tables="skip").omissions[0].what == "table"


def test_a_table_that_arranges_a_page_is_read_as_text() -> None:
    page = "<table><tr><td><h1>Salt</h1><p>Old.</p></td><td><p>White.</p></td></tr></table>"
    assert texts(page) == ["Salt", "Old.", "White."]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", ["Salt is old.", "End."]),
        ("inline", ["Salt is old. Note: See Bell.", "End."]),
        ("end", ["Salt is old.", "End.", "Notes", "1. See Bell."]),
    ],
)
def test_notes_of_pages_are_found_by_their_links(policy: NotesPolicy, expected: list[str]) -> None:
    page = (
        '<p>Salt is old.<sup id="ref1"><a href="#fn1">[1]</a></sup></p><p>End.</p><h2>Notes</h2>'
        '<ol><li id="fn1">See Bell. <a href="#ref1">↩</a></li></ol>'
    )
    assert texts(page, notes=policy) == expected


@pytest.mark.parametrize(
    ("formula", "read_as"),
    [
        ("<math><mi>n</mi><mo>=</mo><mn>5</mn></math>", "n=5"),
        ("<math alttext='x squared'><msup><mi>x</mi><mn>2</mn></msup></math>", "x squared"),
        ("<math alttext='x^{2}'><mi>y</mi></math>", "$x^{2}$"),
        ("<math alttext='Alternative text not available'><mi>A</mi></math>", "A"),
        ("<math alttext='No description'><mi>A</mi></math>", "A"),
        ("<math alttext='formula 12'><mi>A</mi></math>", "A"),
        ("<math alttext='formula of the area'><mi>A</mi></math>", "formula of the area"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "$x^{2}$"),
        ("<math><msub><mi>H</mi><mn>0</mn></msub></math>", "$H_{0}$"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", r"$\frac{1}{2}$"),
        ("<math><msqrt><mn>2</mn></msqrt></math>", r"$\sqrt{2}$"),
        ("<math><mi>sin</mi><mo>&#x2061;</mo><mi>x</mi></math>", "sin x"),
        (
            "<math><semantics><mi>x</mi><annotation encoding='StarMath 5.0'>x</annotation>"
            "</semantics></math>",
            "x",
        ),
    ],
)
def test_a_formula_of_a_page_is_read_by_its_description_or_its_signs(
    formula: str, read_as: str
) -> None:
    assert texts(f"<p>Let {formula} be.</p>") == [f"Let {read_as} be."]


def test_a_formula_of_a_page_in_several_lines_is_left_out() -> None:
    page = read("<p>Let <math><mtable><mtr><mtd>1</mtd></mtr></mtable></math> be.</p>")
    assert [block.text for block in page.blocks] == ["Let be."]
    assert [one.what for one in page.omissions] == ["formula"]


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("the old harbour", "Close to the old harbour."),
        ("Harbour", "Close to Harbour."),
        ("1", "Close to."),
        ("[Note 3]", "Close to."),
        ("see footnote 12", "Close to."),
        ("xviii", "Close to."),
    ],
)
def test_words_that_refer_to_a_note_stay_in_their_sentence(words: str, read_as: str) -> None:
    link = f"<a role='doc-noteref' href='#n1'>{words}</a>"
    note = "<aside id='n1' role='doc-footnote'>It is of stone.</aside>"
    assert texts(f"<p>Close to {link}.</p>{note}") == [read_as]


@pytest.mark.parametrize(
    "notes",
    [
        "<aside id='n1' role='doc-footnote'>1. It is of stone.</aside>",
        "<aside class='footnotes' role='doc-footnote'><p id='n1'>1. It is of stone.</p></aside>",
        "<footer class='footnotes'><ol><li id='n1'>It is of stone.</li></ol></footer>",
    ],
)
def test_notes_in_an_aside_or_a_footer_follow_their_policy(notes: str) -> None:
    link = "<a role='doc-noteref' href='#n1'>1</a>"
    text = "".join(f"<p>The harbour lies at the end of road {number}.</p>" for number in "abcdef")
    page = f"<main>{text}<p>It is old{link}.</p>{notes}</main>"
    assert texts(page)[-1] == "It is old."
    assert texts(page, notes="inline")[-1] == "It is old. Note: It is of stone."
    assert texts(f"{page}<footer class='page'>All about roads</footer>")[-1] == "It is old."


def test_code_is_left_out_or_announced() -> None:
    page = "<p>So:</p><pre><code>x = 1</code></pre><p>End.</p>"
    assert texts(page) == ["So:", "End."]
    assert texts(page, code="say") == ["So:", "Code omitted.", "End."]
    assert read(page).omissions[0].what == "code block"


def test_a_rule_is_a_longer_pause() -> None:
    assert read("<p>One.</p><hr><p>Two.</p>").blocks[0].pause_ms == SCENE_BREAK_MS


@pytest.mark.parametrize(
    "data",
    [
        "<p>Phở ngon</p>".encode(),
        "\ufeff<p>Phở ngon</p>".encode("utf-16"),
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        "<body><p>Phở ngon</p></body></html>".encode(),
        '<meta charset="windows-1258"><p>Phơ\u0309 ngon</p>'.encode("windows-1258"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(data: bytes) -> None:
    assert parse_document(data, "html").text == "Phở ngon"


def test_tags_in_tags_without_end_are_read_in_bounds() -> None:
    assert texts("<div>" * 1000 + "salt" + "<b><i>" * 200) == ["salt"]


def test_a_page_that_no_parser_reads_to_its_end_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="nested too deeply"):
        read("<div>" * 20_000 + "salt")


def test_an_encoding_behind_a_long_head_is_found() -> None:
    head = "<script>" + "//" + "x" * 6000 + "\n</script>"
    page = f'<html><head>{head}<meta charset="windows-1251"></head><body><p>Соль дорога.</p></body>'
    document = parse_document(page.encode("windows-1251"), "html")
    assert [block.text for block in document.blocks] == ["Соль дорога."]


SALT = "<p>Salt was carried over the mountains, and it was dear to all who lived there then.</p>"


@pytest.mark.parametrize(
    "title",
    [
        'Tide<a class="headerlink" href="#t" title="Permalink">¶</a>',
        '<a href="#t">#</a> Tide',
        '<a href="#t">›</a> Tide',
        'Tide <a href="#t" aria-label="Permalink">🔗</a>',
        '<a class="toc-backref" href="#id4">Tide</a><a class="headerlink" href="#t">¶</a>',
        '<a class="toc-backref" href="#id4"><span>Tide</span></a>',
    ],
)
def test_a_heading_is_read_without_the_link_to_itself(title: str) -> None:
    page = f"<main><h1>Salt</h1>{SALT}<h2 id='t'>{title}</h2>{SALT}</main>"
    document = parse_document(page.encode(), "html")
    assert [block.text for block in document.blocks if block.level] == ["Salt", "Tide"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('<p>See <a href="#c">C#</a> and <a href="#x">§ 5</a>.</p>', "See C# and § 5."),
        ('<h2><a href="/x">Tide</a></h2><p>It is.</p>', "Tide"),
        ('<h2>Tide <a class="toc" href="/x">menu</a></h2><p>It is.</p>', "Tide"),
    ],
)
def test_other_links_are_read_or_left_out_as_before(written: str, read_as: str) -> None:
    document = parse_document(f"<main>{SALT}{written}</main>".encode(), "html")
    assert document.blocks[1].text == read_as


@pytest.mark.parametrize("title", ["The Contents", "Inhalt", "Table des matières", "目次"])
def test_a_table_of_contents_is_known_by_its_title_in_many_languages(title: str) -> None:
    entries = "".join(f'<li><a href="#c{number}">Part {number}</a></li>' for number in range(4))
    parts = "".join(f'<h2 id="c{number}">Part {number}</h2>{SALT}' for number in range(4))
    page = f"<main><h2>{title}</h2><ol>{entries}</ol>{parts}</main>"
    document = parse_document(page.encode(), "html")
    assert document.blocks[0].text == "Part 0"
    assert [one.what for one in document.omissions] == ["table of contents"] * 2


HEADS = "<tr><th>Year</th><th>Month</th><th>Salt</th><th>Tea</th></tr>"


@pytest.mark.parametrize(
    ("rows", "read_as"),
    [
        (
            f"{HEADS}<tr><td rowspan=2>2020</td><td>May</td><td>1</td><td>2</td></tr>"
            "<tr><td>June</td><td>3</td><td>4</td></tr>",
            ["Year: 2020; Month: May; Salt: 1; Tea: 2", "Month: June; Salt: 3; Tea: 4"],
        ),
        (
            f"{HEADS}<tr><th rowspan=3>2020</th></tr><tr><td>May</td><td>1</td><td>2</td></tr>"
            "<tr><td>June</td><td>3</td><td>4</td></tr>",
            ["Year: 2020", "Month: May; Salt: 1; Tea: 2", "Month: June; Salt: 3; Tea: 4"],
        ),
        (
            f"{HEADS}<tr><td>2020</td><td colspan=2>none</td><td>4</td></tr>",
            ["Year: 2020; Month: none; Tea: 4"],
        ),
        (
            "<tr><th>Year</th><th colspan=2>Salt</th><th>Tea</th></tr>"
            "<tr><td>2020</td><td>1</td><td>2</td><td>3</td></tr>",
            ["Year: 2020; Salt: 1; 2; Tea: 3"],
        ),
        (
            f"{HEADS}<tr><td>2020</td><td>May</td><td>1</td><td rowspan=2>2</td></tr>"
            "<tr><td>2021</td><td>June</td><td>3</td></tr>"
            "<tr><td>2022</td><td>July</td><td>5</td><td>6</td></tr>",
            [
                "Year: 2020; Month: May; Salt: 1; Tea: 2",
                "Year: 2021; Month: June; Salt: 3",
                "Year: 2022; Month: July; Salt: 5; Tea: 6",
            ],
        ),
        (
            f"{HEADS}<tr><td rowspan=0>2020</td><td colspan=x>May</td><td>1</td><td>2</td></tr>",
            ["Year: 2020; Month: May; Salt: 1; Tea: 2"],
        ),
    ],
)
def test_a_cell_over_several_rows_or_columns_moves_no_other(rows: str, read_as: list[str]) -> None:
    page = f"<main>{SALT}<table>{rows}</table></main>"
    document = parse_document(page.encode(), "html")
    assert [block.text for block in document.blocks][1:] == read_as

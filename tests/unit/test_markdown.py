"""What is read of Markdown and of its dialects."""

import pytest

from producer.documents.document import SCENE_BREAK_MS, Document
from producer.documents.formats import parse_document
from producer.documents.policies import CodePolicy, ReadingPolicies, TablesPolicy
from tests.kit.cpu_time import assert_linear


def markdown(text: str, policies: ReadingPolicies | None = None) -> Document:
    return parse_document(text.encode(), "markdown", policies=policies or ReadingPolicies())


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def omissions(text: str) -> list[tuple[str, str, int]]:
    document = markdown(f"{text}\n\nwords")
    return [(left.what, left.text, left.line) for left in document.omissions]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("un*believ*able **bold**face", "unbelievable boldface"),
        ("**Lưu ý:**đọc kỹ", "Lưu ý: đọc kỹ"),
        (r"\*not\* \# so", "*not* # so"),
        ("Mark ==this **bold** one== please", "Mark this bold one please"),
        ("a == b and c == d", "a == b and c == d"),
        ("++new++ in C++ and G++", "new in C++ and G++"),
        ("H~2~O and CO~2~", "H2O and CO2"),
        ("x^2^ and 10^-3^ on the 1^st^", "x² and 10⁻³ on the 1st"),
        ("m<sup>2</sup> of H<sub>2</sub>O", "m² of H2O"),
        ("It is ~5 minutes or ~6 hours", "It is ~5 minutes or ~6 hours"),
        ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd>", "Press Ctrl+C"),
        ("He left -- no---really, pages 3--5", "He left – no—really, pages 3–5"),
        ("Use --verbose here", "Use --verbose here"),
        ("See <https://a.example/b_c> or https://a.example/x--y", None),
        ("[the guide](https://a.b) and [so][r]\n\n[r]: https://b.c", "the guide and so"),
        ("[Guide]({{< ref \"a.md\" >}}), [more]({{ site.url }}/a){:target=\"b\"}", "Guide, more"),
        ("[[Page Name|shown]], [[Other#Part]] and [[Third]]", "shown, Other, Part and Third"),
        ("[Mr Hyde]{.smallcaps} came", "Mr Hyde came"),
        ("The end.\n{: .lead #last}", "The end."),
        ("Good. ^block-name", "Good."),
        ("In %%not seen%% sight", "In sight"),
        ("<a id=\"x\"></a>Anchored <!-- no --> words", "Anchored words"),
        ("Fish &amp; chips &copy; 2024", "Fish & chips © 2024"),
        ("### 1.2 { id=\"1.2\" }", "1.2"),
        ("The FAO met.\n\n*[FAO]: A long name\n*[UN]: Another", "The FAO met."),
        ("The end.\n\n--8<-- \"abbreviations.md\"", "The end."),
        ("*[He]: was* not here", "[He]: was not here"),
        ("## Path { id=the-path }", "Path"),
        ("The end.\n{class=\"wide\"}", "The end."),
        ("Set {a=1} and {b = \"c\"}", "Set {a=1} and {b = \"c\"}"),
        ("It is ^^new^^ here", "It is new here"),
        ("See [the guide][guide], [`run`][a.b] and [hooks][].", "See the guide, run and hooks."),
        ("Take a[i][j], [1][2] and [x][1]", "Take a[i][j], [1][2] and [x][1]"),
        ("See [the plan][p].\n\n[p]: {{ site.url }}/plan\n[q]: {% link a.md %}", "See the plan."),
        ("One.\n\n{{< img\n  src=\"a.jpg\"\n  alt=\"A lake\"\n>}}", "One."),
        ("Ruby <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "Ruby 漢"),
    ],
)  # fmt: skip
def test_marks_inside_a_line_are_not_read(written: str, read: str | None) -> None:
    expected = written.replace("<", "").replace(">", "") if read is None else read
    assert texts(markdown(written)) == [expected]


@pytest.mark.parametrize(
    "formula", ["$x_1 * y_1 = z_1 * 2$", "$\\frac{a}{b}$", "$$\\sum_i x_i$$", "$a<b$"]
)
def test_a_formula_stays_as_it_is_written(formula: str) -> None:
    assert texts(markdown(f"Let {formula} be *so*.")) == [f"Let {formula} be so."]


def test_a_formula_in_latex_brackets_is_one_but_escaped_brackets_are_not() -> None:
    assert texts(markdown(r"Let \(a^2\) be \(so\).")) == ["Let $$a^2$$ be (so)."]


def test_prices_make_no_formula() -> None:
    assert texts(markdown("From $5 *to* $10, or US$5-$6.")) == ["From $5 to $10, or US$5-$6."]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Line one<br>Line two", "Line one, Line two"),
        ("Roses are red,\\\nViolets are blue", "Roses are red, Violets are blue"),
        ("Trời mưa  \nĐường trơn", "Trời mưa, Đường trơn"),
        ("A folded<br>line goes on", "A folded line goes on"),
        ("Done.<br/>Next", "Done. Next"),
        ("**What happened**\nIt broke.", "What happened, It broke."),
        ("a) milk\nb) bread", "a) milk, b) bread"),
        ("a long\nline", "a long line"),
        ("| The line of verse\n| Another one", "The line of verse, Another one"),
    ],
)
def test_a_line_that_its_author_ends_does_not_run_on(written: str, read: str) -> None:
    assert texts(markdown(written)) == [read]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1. Open.\n2. Press.", ["1. Open.", "2. Press."]),
        ("1. Open.\n1. Press.\n1. Close.", ["1. Open.", "2. Press.", "3. Close."]),
        ("4. Open.\n6. Press.", ["4. Open.", "6. Press."]),
        ("1) One\n2) Two", ["1. One", "2. Two"]),
        ("1. One\n\n   more\n2. Two", ["1. One", "more", "2. Two"]),
        ("1. One\n   1. Inner\n   2. Inner\n2. Two", ["1. One", "1. Inner", "2. Inner", "2. Two"]),
        ("1. ```\n   code\n   ```\n2. Two", ["2. Two"]),
        ("- one\n- two\n  * three", ["one", "two", "three"]),
        ("- [x] call home\n- [ ] buy milk\n  - [-] no", ["call home", "buy milk", "no"]),
        ("Term\n: First meaning\n: Second", ["Term", "First meaning", "Second"]),
    ],
)
def test_items_are_paragraphs_with_their_numbers(written: str, read: list[str]) -> None:
    assert texts(markdown(written)) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("> [!NOTE]\n> Mind the gap.", ["Note: Mind the gap."]),
        ("> [!info]- My *title*\n> Body", ["My title", "Body"]),
        ("> [!tip]\n> - a\n> - b", ["Tip: a", "b"]),
        ("> [!WARNING]\n> Cẩn thận nhé.", ["Cảnh báo: Cẩn thận nhé."]),
        ('!!! note "Careful"\n    One.\n\n    Two.', ["Careful", "One.", "Two."]),
        ("!!! tip\n    One.", ["Tip: One."]),
        ("::: danger Watch out\nThe dog.\n:::", ["Watch out", "The dog."]),
        (":::tip\nThe cat.\n:::", ["Tip: The cat."]),
        ("::: {.epigraph}\nA saying.\n:::", ["A saying."]),
        ("```{note}\nText **here**.\n```", ["Note: Text here."]),
        ("> one\n>> two\n> - three", ["one", "two", "three"]),
    ],
)
def test_boxes_say_of_which_kind_they_are(written: str, read: list[str]) -> None:
    assert texts(markdown(written)) == read


TABLE = "| Item | Price |\n|---|---:|\n| Lamp | $5 |\n| Rug | - |\n| | |"
HTML_TABLE = "<table><tr><th>A<th>B</tr><tr><td>1</td><td>2</td></tr></table>"
GRID_TABLE = "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n|   | 3 |\n+---+---+"
WIDE = "| Item | A | B | |\n|---|---|---|---|\n| Lamp | 1 | | x<br>y |"


@pytest.mark.parametrize(
    ("policy", "table", "read"),
    [
        ("read", TABLE, ["Item; Price", "Lamp; $5", "Rug"]),
        ("headings", TABLE, ["Item: Lamp; Price: $5", "Item: Rug"]),
        ("skip", TABLE, ["words"]),
        ("read", "| Free | Pro |\n|---|---|\n| ❌ | ✔️ |", ["Free; Pro", "no; yes"]),
        ("read", WIDE, ["Item: Lamp; A: 1; x, y"]),
        ("headings", "| Item | Price |\n|---|---|", ["Item; Price"]),
        ("read", HTML_TABLE, ["A; B", "1; 2"]),
        ("headings", HTML_TABLE, ["A: 1; B: 2"]),
        ("read", GRID_TABLE, ["a; b", "1; 2 3"]),
    ],
)  # fmt: skip
def test_tables_are_read_by_their_policy(policy: TablesPolicy, table: str, read: list[str]) -> None:
    document = markdown(f"{table}\n\nwords", ReadingPolicies(tables=policy))
    assert texts(document) == (read if policy == "skip" else [*read, "words"])
    assert [left.what for left in document.omissions] == ["table"] * (policy == "skip")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<div>Centered **text** here</div>", ["Centered text here"]),
        ("<h1 align='center'><img src='a.png'><br>Name</h1>", ["Name"]),
        ("<ul><li>One<li>Two <b>bold</b></ul>", ["One", "Two bold"]),
        ('<ol start="3"><li>three</li><li>four</li></ol>', ["3. three", "4. four"]),
        ("<details><summary>More</summary>\n\nInner *text*\n\n</details>", ["More", "Inner text"]),
        ("<figure><img src=a.png alt=x><figcaption>The cat</figcaption></figure>", ["The cat"]),
        ("<p>One</p><p>Two<br>Three</p>", ["One", "Two, Three"]),
        ("<div>a</div><script>let x = '<p>no</p>'</script><style>p {}</style>", ["a"]),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", ["Term", "Meaning"]),
        ('<div title="a > b">text &lt;here&gt;</div>', ["text <here>"]),
        ("<Tabs items={['a']}>\n\nInner\n\n</Tabs>", ["Inner"]),
    ],
)
def test_html_is_read_for_its_text(written: str, read: list[str]) -> None:
    assert texts(markdown(written)) == read


def test_a_heading_in_html_is_a_heading() -> None:
    (block,) = markdown("<h2>Part</h2>").blocks
    assert (block.kind, block.level) == ("heading", 2)


@pytest.mark.parametrize(
    ("written", "what", "text"),
    [
        ("```\ncode\nmore\n```", "code block", "code more"),
        ("    indented", "code block", "indented"),
        ("<pre>a &lt; b</pre>", "code block", "a < b"),
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "code block", "puts 1"),
        (f"`{'x' * 61}`", "code", "x" * 61),
        ("import A from './a'", "code", "import A from './a'"),
        (r"\newpage", "code", r"\newpage"),
        ("![A cat](cat.png)", "picture", "A cat"),
        ('<img src="a.png" alt="A cat">', "picture", "A cat"),
        ("![[cat.png|300]]", "embedded file", "cat.png|300"),
        ('<video src="a.mp4"></video>', "embedded file", "a.mp4"),
        ("~~old *price*~~", "struck-out text", "old price"),
        ("<del>old</del>", "struck-out text", "old"),
        (":smile:", "emoji", ":smile:"),
        ("{{< youtube abc >}}", "template", "{{< youtube abc >}}"),
        ("{% include toc.html %}", "template", "{% include toc.html %}"),
        ("[@smith2020, p. 5]", "citation", "[@smith2020, p. 5]"),
        ("[^9]", "footnote", "[^9]"),
        ("[TOC]", "table of contents", "[TOC]"),
        ("[[_TOC_]]", "table of contents", "[[_TOC_]]"),
        ("* TOC\n{:toc}", "table of contents", "TOC {:toc}"),
    ],
)
def test_what_is_left_out_is_listed_with_its_line(written: str, what: str, text: str) -> None:
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    assert omissions(f"words\n\n{written}") == [(what, shown, 3)]


@pytest.mark.parametrize(
    "written",
    [
        "<!-- draft -->",
        "%%\nhidden\n%%",
        "{% comment %}\nx\n{% endcomment %}",
        "<style>p{}</style>",
    ],
)
def test_comments_and_styles_are_no_content(written: str) -> None:
    assert omissions(written) == []


def test_lines_are_counted_with_the_front_matter_and_inside_paragraphs() -> None:
    text = "---\ntitle: A\n---\n\nOne\ntwo ~~three~~\n\n<div>\n\n<p>a\n<img alt=b></p>\n</div>"
    assert [(left.text, left.line) for left in markdown(text).omissions] == [
        ("three", 6),
        ("b", 10),
    ]


def test_nothing_is_left_of_a_sentence_s_space_before_what_is_left_out() -> None:
    assert texts(markdown("It fell ~~hard~~. As said [@doe99], so ~~it~~ was.")) == [
        "It fell. As said, so was."
    ]


@pytest.mark.parametrize(
    ("policy", "language", "said"),
    [
        ("omit", "en", []),
        ("say", "en", ["Code omitted."]),
        ("say", "vi-VN", ["Đoạn mã được bỏ qua."]),
        ("say", "fr", []),
    ],
)
def test_code_is_left_out_with_or_without_a_word(
    policy: CodePolicy, language: str, said: list[str]
) -> None:
    document = markdown("Look.\n\n```\nx\n```", ReadingPolicies(code=policy, language=language))
    assert texts(document) == ["Look.", *said]
    assert len(document.omissions) == 1


@pytest.mark.parametrize(
    "contents",
    [
        "## Contents\n\n- [One](#one)\n- [Two](two.md)",
        "# Mục lục\n\n1. [Một](#mot)\n   - [Hai](#hai)",
        "- [One](#one)\n- [Two](#two)\n  - [Three](#three)",
    ],
)
def test_a_table_of_contents_is_left_out_with_its_title(contents: str) -> None:
    document = markdown(f"{contents}\n\n# One\n\nWords.")
    assert texts(document) == ["One", "Words."]
    assert [left.what for left in document.omissions] == ["table of contents"]


@pytest.mark.parametrize(
    "written", ["- [One](#one)\n- [Two](#two)", "- [A](https://a.example)\n" * 4]
)
def test_a_list_of_links_that_says_something_is_read(written: str) -> None:
    assert len(texts(markdown(written))) == written.count("- ")


@pytest.mark.parametrize("rule", ["---", "* * *", "___", "<hr>", r"\* \* \*", "⁂"])
def test_a_rule_lengthens_the_pause_before_it(rule: str) -> None:
    first, second = markdown(f"{rule}\n\nOne.\n\n{rule}\n\nTwo.").blocks
    assert (first.pause_ms, second.pause_ms) == (SCENE_BREAK_MS, None)


@pytest.mark.parametrize("heading", ["## Part {#part .x}", "Part\n---", "## <a id='p'></a>Part ##"])
def test_headings_lose_what_is_not_their_title(heading: str) -> None:
    assert texts(markdown(f"{heading}\n\nWords.")) == ["Part", "Words."]


@pytest.mark.parametrize(
    "repeated",
    [
        "[", "![", "^[", "{{", "{% ", "%% a\n\n", "==a ", "~a ", "\\(a= ", "\\begin{a} ", "<del>x",
        "<div>\n\n", "<a title='", "::: [", "$$a\n\n", "[a @b", "**a ", "- [x] a\n", "> ", "a[^1] ",
    ],
)  # fmt: skip
def test_marks_that_are_never_closed_take_no_long_time(repeated: str) -> None:
    assert_linear(lambda size: markdown("words\n\n" + repeated * (size // len(repeated))), 20_000)


def test_tabs_are_read_with_their_titles_and_without_their_code() -> None:
    text = (
        'Install it:\n\n=== "On *Linux*"\n\n    Ask your package manager.\n\n    ``` sh\n'
        '    get it\n    ```\n\n=== "Windows"\n\n    Run the installer.\n\nThen start it.'
    )
    assert texts(markdown(text)) == [
        "Install it:",
        "On Linux",
        "Ask your package manager.",
        "Windows",
        "Run the installer.",
        "Then start it.",
    ]

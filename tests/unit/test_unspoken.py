"""What no voice reads: emoji, formulas, marks of emphasis and ornaments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.cpu_time import assert_linear
from voicefarm.normalization.emojis import has_names
from voicefarm.normalization.emphasis import without_emphasis
from voicefarm.normalization.reading import read_text
from voicefarm.normalization.unspoken import without_unspoken
from voicefarm.spoken.phonemes import marked

NO_RULES = "eo"
"""A language without a normalizer."""


def spoken(text: str) -> str:
    return without_unspoken(text).spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Well done 😀👍🏽 she said.", "Well done she said."),
        ("I love it ❤️ so much. Bye 👋", "I love it so much. Bye"),
        ("noon with 👩\u200d💻 help", "noon with help"),
        ("A family 👨\u200d👩\u200d👧\u200d👦.", "A family."),
        ("From 🇻🇳 to 🇺🇸🇬🇧, and 🏳️\u200d🌈!", "From to, and!"),
        ("😀, hello", "hello"),
        ("Great!😀 😀 Next", "Great! Next"),
        ("It is done (🎉).", "It is done."),
        ("a😀b", "a b"),
        ('"Yes 😀" she said.', '"Yes" she said.'),
        ("Copyright ©️ and ©", "Copyright and ©"),
    ],
)
def test_emoji_are_silent_with_the_spaces_put_right(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize("text", ["© 2020", "a → b", "★★★★☆", "Acme™", "I ♥ it", "✓ yes", "#1 * 2"])
def test_signs_that_are_text_stay(text: str) -> None:
    assert spoken(text) == text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Well done grinning face, thumbs up she said"),
        ("fr", "Well done visage rieur, pouce vers le haut she said"),
        ("vi", "Well done grinning face, thumbs up she said"),
    ],
)
def test_emoji_are_named_where_that_is_wanted(language: str, said: str) -> None:
    reading = without_unspoken("Well done 😀👍🏽 she said", language, "say")
    assert reading.spoken == said
    assert has_names(language) is (language != "vi")


def test_one_emoji_is_one_change() -> None:
    reading = read_text("Well done 👍🏽!", NO_RULES, emoji="say")
    assert [reading.written[one.start : one.end] for one in reading.changes] == ["👍🏽"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"The area is $A = \pi r^2$ as always.", "The area is A = πr^2 as always."),
        ("$$E = mc^2$$ is famous.", "E = m c^2 is famous."),
        (r"So \(x^2\) and \[y_1\] end.", "So x^2 and y₁ end."),
        (r"So \(\vec{x}\) and \[\sum_{i=1}^n i\] end.", "So and end."),
        (r"A \begin{align*} a &= b \end{align*} here", "A here"),
        (r"It is \frac{a}{\sqrt{b}} of \alpha_{i}.", "It is of α_i."),
        ("Let $x$ and $n = 5$ be.", "Let x and n = 5 be."),
        (r"$x \le \alpha_0$ for $H_0$, ${\displaystyle A}$.", "x ≤ α₀ for H₀, A."),
        (r"$10^{6}$, $90^\circ$, $5\,\mathrm{km}$, $5\%$", "10^6, 90°, 5 km, 5%"),
        (r"$x_{\text{max}}$, $x_{ij}$, $O(n \log n)$", "x max, x i j, O(n log n)"),
        (r"lines $AB$ and $Av$, $\alpha$-rays, $\frac{1}{2}$", "lines A B and A v, α-rays, 1/2"),
        (r"$\hat{x}$, $\frac{a+1}{b}$, $\{1,2\}$ end", ", end"),
        (r"\emph{One} \textbf{word} \cite{doe}.", "One word."),
    ],
)
def test_a_formula_is_read_if_it_is_simple_and_left_out_otherwise(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    "text",
    [
        "between $5 and $10",
        "US$20-$30, or 5$",
        "from $1.5m (then $2m)",
        "$HOME/$USER and $PATH",
        "it costs $5, she has x = 3 and then $6",
        r"C:\temp\new and C:\to\in",
        "a { b } c",
        "Dear $name$, pay $30, or 5$ now",
    ],
)
def test_money_and_paths_are_no_formulas(text: str) -> None:
    assert spoken(text) == text


def test_a_formula_left_out_is_a_change_without_words() -> None:
    reading = without_unspoken("So $x\\&$ is.")
    assert [reading.written[one.start : one.end].strip() for one in reading.changes] == ["$x\\&$"]
    assert reading.words(3, 8) == ""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("** Go away ** he said. *Really* quietly.", "Go away he said. Really quietly."),
        ("_The Times_ says `run` **now**.", "The Times says run now."),
        ("***Both*** (*x*), “*y*”; _*z*_", "Both (x), “y”; z"),
        ("*10 minutes later* it was *1995*.", "10 minutes later it was 1995."),
        ("Free* for all. *Terms apply.", "Free for all. Terms apply."),
        ("Name: ____ Date: ____", "Name: Date:"),
        ("use ==this== and ~~that~~", "use this and that"),
    ],
)
def test_marks_of_emphasis_are_not_said(written: str, said: str) -> None:
    assert spoken(written) == said
    assert " ".join(without_emphasis(written).split()) == said


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 and 5*3 and a*b",
        "2 ** 3",
        "a 5* hotel",
        "the A* search",
        "snake_case_name",
        "x == y",
        "~5 people",
        "Hawai`i",
        "rm *.txt",
    ],
)
def test_stars_and_underscores_with_a_sense_stay(text: str) -> None:
    assert spoken(text) == text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("♪ La la la ♪", "La la la"),
        ("• One thing", "One thing"),
        ("Home • News | Contact", "Home, News, Contact"),
    ],
)
def test_ornaments_are_not_said(written: str, said: str) -> None:
    assert spoken(written) == said


def test_words_with_phonemes_keep_them() -> None:
    text = f"*{marked('Hà', '*ha$2$')}* says 😀"
    assert spoken(text) == f"{marked('Hà', '*ha$2$')} says"


PIECES = [
    *("$", "$$", "\\[", "\\(", "\\begin{a}", "\\frac{", "{", "}", "^", "_", "*", "**", "`", "~~"),
    *(
        "😀",
        "👩\u200d",
        "💻",
        "\u200d",
        "\ufe0f",
        "🇻",
        "1\ufe0f\u20e3",
        "(",
        ")",
        "[",
        "]",
        " ",
        "x",
    ),
    *("word", "5", "|", "•", "♪", ",", ".", "\n", "é"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_what_is_said_keeps_its_letters_and_digits_in_order(text: str) -> None:
    reading = without_unspoken(text)
    written = place = 0
    for change in reading.changes:
        assert written <= change.start < change.end
        kept = reading.written[written : change.start]
        assert reading.spoken[place : change.spoken_start] == kept
        written, place = change.end, change.spoken_end
    assert reading.spoken[place:] == reading.written[written:]


@pytest.mark.parametrize("piece", [*PIECES, "$x^2", "* a", "_a_ ", "(😀)", "\\emph{a", "\\in_{"])
def test_a_long_line_takes_time_by_its_length(piece: str) -> None:
    assert_linear(lambda size: without_unspoken((piece * size)[:size]), 40_000)


@pytest.mark.parametrize(
    ("written", "spoken", "language"),
    [
        ("Cho 5⭐ nhé", "Cho 5 sao nhé", "vi"),
        ("A 4.5⭐ inn, 1 ⭐ too", "A 4.5 stars inn, 1 star too", "en"),
        ("Rất ưng ⭐⭐⭐⭐⭐ nhé", "Rất ưng nhé", "vi"),
        ("5⭐ gut", "5 gut", "de"),
    ],
)
def test_a_star_behind_a_figure_is_a_rating(written: str, spoken: str, language: str) -> None:
    assert without_unspoken(written, language).spoken == spoken


@pytest.mark.parametrize(
    "text",
    [
        "The R&D; then vitamin D; and plan D: none.",
        "The voice (V.O.): no. He said (and smiled!): yes.",
    ],
)
def test_a_letter_or_a_bracket_before_a_mark_is_no_face(text: str) -> None:
    assert spoken(text) == text
    assert read_text(text, "en").spoken.count(":") == text.count(":")


def test_a_sign_between_the_parts_of_a_menu_is_a_short_pause() -> None:
    assert read_text("Choose File > Save As.", "en").spoken == "Choose File, Save As."
    assert spoken("if a > b or Size > 5") == "if a > b or Size > 5"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("See [[France|the French Republic]] now.", "See the French Republic now."),
        ("The [[capital]] of it.", "The capital of it."),
        ("'''Paris''' is ''old''.", "Paris is old."),
        ("It is old.{{citation needed}}", "It is old."),
        ("He said ''yes'' [1].", "He said yes [1]."),
        ("rock 'n' roll's '90s", "rock 'n' roll's '90s"),
    ],
)
def test_what_a_wiki_shows_is_read_without_its_marks(written: str, spoken: str) -> None:
    assert without_unspoken(written).spoken == spoken

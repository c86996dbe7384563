"""English as a narrator reads it.

`tests/data/english_readings.tsv` holds a case a line: its kind, how it is written, how spoken.
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.cpu_time import assert_linear
from voicefarm.normalization.english import _SCANNER, ABBREVIATIONS, RULES, read_english
from voicefarm.normalization.english.numbers import roman
from voicefarm.normalization.scanner import Scanner

_DATA = Path(__file__).parents[1] / "data" / "english_readings.tsv"
READINGS = [line.split("\t") for line in _DATA.read_text("utf-8").splitlines()[1:]]
PLAIN_SCANNER = Scanner(RULES, ABBREVIATIONS)
SENTENCES = [
    (
        "Dr. Smith paid $5.50 on Nov. 20, 2026 at 8:30 p.m. for it.",
        "Doctor Smith paid five dollars and fifty cents on November twentieth, twenty twenty-six "
        "at eight thirty PM for it.",
    ),
    (
        "He came at 5 p.m. Then he left at 14:30, at 8:05 or 9:00.",
        "He came at five PM. Then he left at fourteen thirty, at eight oh five or nine o'clock.",
    ),
    (
        "The war, 1939–1945, killed 70-85 million; 5–10% of people.",
        "The war, nineteen thirty-nine to nineteen forty-five, killed seventy to eighty-five "
        "million; five to ten percent of people.",
    ),
    (
        "In 2005, 1999, 1900 and 2026, the 1990s and the '80s.",
        "In two thousand five, nineteen ninety-nine, nineteen hundred and twenty twenty-six, "
        "the nineteen nineties and the eighties.",
    ),
    (
        "The 21st of May; May 5; 3rd and 1,234th. On 20 November 2026.",
        "The twenty-first of May; May fifth; third and one thousand two hundred thirty-fourth. "
        "On the twentieth of November, twenty twenty-six.",
    ),
    (
        "It's 3.14, -5 °C, 1,234,567.89 and 0.5 km/h, 60km, 5'10\".",
        "It's three point one four, minus five degrees Celsius, one million two hundred "
        "thirty-four thousand five hundred sixty-seven point eight nine and zero point five "
        "kilometers per hour, sixty kilometers, five foot ten.",
    ),
    (
        "Call 555-123-4567 or +1 (555) 123-4567.",
        "Call five five five, one two three, four five six seven or "
        "plus one, five five five, one two three, four five six seven.",
    ),
    (
        "Chapter IV of World War II by Henry VIII and I, not Part MIX.",
        "Chapter four of World War two by Henry the eighth and I, not Part MIX.",
    ),
    (
        "1/2 cup, 3/4 and 2 1/3; ½ or 24/7.",
        "One half cup, three quarters and two and a third; one half or twenty-four seven.",
    ),
    (
        "See https://vieneu.io/docs. Mail a.b@c.com, now.",
        "See vieneu dot io slash docs. Mail a dot b at c dot com, now.",
    ),
    (
        "$3 million, $1.5bn, €20, 100€, £1, US$40, $0.99, $5k.",
        "Three million dollars, one point five billion dollars, twenty euros, one hundred euros, "
        "one pound, forty US dollars, ninety-nine cents, five thousand dollars.",
    ),
    (
        "Version 3.5.1 of H2O, COVID-19, 4K and iPhone 15.",
        "Version three point five point one of H two O, COVID-nineteen, four K and iPhone fifteen.",
    ),
    (
        "AT&T = 50% + more; #5, No. 7; e.g. this. And etc. Then no. It ends.",
        "AT and T equals fifty percent plus more; number five, number seven; for example this. "
        "And et cetera. Then no. It ends.",
    ),
    (
        "2026-11-20 and 11/20/2026 and 20/11/2026.",
        "November twentieth, twenty twenty-six and November twentieth, twenty twenty-six and "
        "November twentieth, twenty twenty-six.",
    ),
    ("007 met 1500 people.", "Zero zero seven met fifteen hundred people."),
    (
        "The U.S. and St. Mary's vs. J. R. R. Tolkien Jr. on Main St. He left.",
        "The U S and Saint Mary's versus J R R Tolkien Junior on Main Street. He left.",
    ),
    (
        "The 5-minute 10-km run of 1 kg and 16GB at 2.4 GHz on 3m².",
        "The five-minute ten-kilometer run of one kilogram and sixteen gigabytes at two point "
        "four gigahertz on three square meters.",
    ),
    (
        "Score 3-1, ratio 16:9, pp. 3-5.",
        "Score three to one, ratio sixteen to nine, pages three to five.",
    ),
    ("Plain words stay as they are.", "Plain words stay as they are."),
]


@pytest.mark.parametrize(("written", "spoken"), SENTENCES)
def test_english_is_read_as_people_say_it(written: str, spoken: str) -> None:
    assert read_english(written).spoken == spoken


@pytest.mark.parametrize(("kind", "written", "spoken"), READINGS)
def test_what_narrators_meet_is_read_by_its_kind(kind: str, written: str, spoken: str) -> None:
    assert read_english(written).spoken == spoken, kind


@pytest.mark.parametrize(("kind", "written", "spoken"), READINGS)
def test_what_is_spoken_is_left_as_it_is(kind: str, written: str, spoken: str) -> None:
    assert read_english(spoken).spoken == spoken, kind


@pytest.mark.parametrize(("kind", "written", "spoken"), READINGS)
def test_the_quick_scanner_reads_as_the_plain_one(kind: str, written: str, spoken: str) -> None:
    assert _SCANNER.read(written) == PLAIN_SCANNER.read(written), kind


def test_a_price_and_a_date_are_one_change_each() -> None:
    reading = read_english("It cost $12.75 on Nov. 5, 2020.")
    changes = [reading.written[change.start : change.end] for change in reading.changes]
    assert changes == ["$12.75", "Nov. 5, 2020"]


@pytest.mark.parametrize(("numeral", "value"), [("IV", 4), ("XIX", 19), ("XLII", 42), ("C", 100)])
def test_roman_numerals_have_values(numeral: str, value: int) -> None:
    assert roman(numeral) == value


@pytest.mark.parametrize("numeral", ["", "IIII", "VX", "IC"])
def test_what_only_looks_like_a_roman_numeral_has_none(numeral: str) -> None:
    assert roman(numeral) is None


FIGURES = "0123456789.,:/-–%$€£#'\"+ apmAMxXIVkKDSNor°²½@*_^~&|\\()[]<>=\n"


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from(FIGURES), max_size=80))
def test_any_figures_are_read_as_words_and_only_once(text: str) -> None:
    spoken = read_english(text).spoken
    assert not any(character in "0123456789" for character in spoken)
    assert read_english(spoken).spoken == spoken


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_only_once(text: str) -> None:
    spoken = read_english(text).spoken
    assert read_english(spoken).spoken == spoken


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(FIGURES + "abcETVtns"), min_size=1, max_size=12))
def test_a_long_line_takes_time_by_its_length(part: str) -> None:
    assert_linear(lambda size: read_english(part * (size // len(part))), 10_000)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("abcdefgWITHSOME ABOUT.,'-"), max_size=80))
def test_no_letters_are_lost(text: str) -> None:
    reading = read_english(text)
    for change in reading.changes:
        lost = any(character.isalpha() for character in text[change.start : change.end])
        assert not lost or reading.spoken[change.spoken_start : change.spoken_end].strip()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1 mile on.", "One mile on."),
        ("He left. 3 men came.", "He left. Three men came."),
        ('He said: "3 men came." 5 left!', 'He said: "three men came." Five left!'),
        ('"3 men came", he said… 5 left.', '"Three men came", he said… Five left.'),
        ("Is it 5? 20% of them.", "Is it five? Twenty percent of them."),
        (
            "It is, cf. 5 men and e.g. 3 more.",
            "It is, compare five men and for example three more.",
        ),
    ],
)
def test_words_for_a_figure_begin_a_sentence_with_a_capital(written: str, spoken: str) -> None:
    assert read_english(written).spoken == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("FROM THE COLLECTION OF MRS. UPJOHN", "From the collection of Missus Upjohn"),
        ("MRS. BELL (LILY's aunt) met MR. HALE.", "Missus BELL (LILY's aunt) met Mister HALE."),
        ("VOL. XII", "Volume twelve"),
        ("VOL. II. NO. 5", "Volume two. Number five"),
        ("THE LIFE OF THE HON. ARTHUR BELL", "The life of the Honorable Arthur bell"),
        ("GEN. LEE MEETS GOV. BROWN", "General Lee meets Governor Brown"),
        ("PRINTED BY BELL & CO., LTD.", "Printed by bell and Company, Limited."),
        ("IT IS MR. AND MRS. SMITH AT HOME.", "It is Mister and Missus Smith at home."),
        ("SMITH VS. JONES IS OVER.", "Smith versus Jones is over."),
        ("He said NO. Then the SEC. Left.", "He said NO. Then the SEC. Left."),
        ("He ran 5 KM with 3 KG.", "He ran five kilometers with three kilograms."),
    ],
)
def test_abbreviations_in_capitals_are_the_same_words(written: str, spoken: str) -> None:
    assert read_english(written).spoken == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("He had bread, cheese, &c., and ale.", "He had bread, cheese, et cetera, and ale."),
        ("It has pens, &c. They left.", "It has pens, et cetera. They left."),
        ("On Aug. 3d, 1842, he died.", "On August third, eighteen forty-two, he died."),
        ("He came on the 22d of May.", "He came on the twenty-second of May."),
        ("He left the 2d Cavalry.", "He left the second Cavalry."),
        ("It is a 3d model.", "It is a three D model."),
        ("In Boston, 4to, cloth.", "In Boston, quarto, cloth."),
        ("One vol., large 12mo, cloth.", "One vol., large duodecimo, cloth."),
        ("He paid--5 in all--and left.", "He paid--five in all--and left."),
        ("It was -5 in May.", "It was minus five in May."),
        ("He met Dr. v. Reissig.", "He met Doctor von Reissig."),
    ],
)
def test_old_prints_are_read_as_they_were_meant(written: str, spoken: str) -> None:
    assert read_english(written).spoken == spoken

"""Screenplays as plain text, with the marks of Fountain."""

from pathlib import Path

import pytest

from producer.directions.speaker_labels import with_speakers
from producer.documents.formats import parse_document, read_document
from producer.documents.policies import ReadingPolicies
from producer.documents.speakers import SpeakerSettings
from tests.kit.cpu_time import assert_linear

SCENES = "INT. HALL - DAY\n\nANA\nSalt?\n\n{}\n\nEXT. QUAY - NIGHT\n\nIt rains.\n"


def read(text: str) -> list[str]:
    return [block.text for block in parse_document(text.encode(), "text").blocks]


@pytest.mark.parametrize(
    ("written", "read_as", "left_out"),
    [
        ("It snows. [[Or hail?]]", ["It snows."], "note"),
        ("[[A note\nover two lines.]]", [], "note"),
        ("A /* loud */ bell.", ["A bell."], "cut text"),
        ("/* Gone.\n\nAll of it. */", [], "cut text"),
        ("= Nobody knows why.", [], "synopsis"),
        ("EST. THE QUAY - DAWN #4A#", ["EST. THE QUAY - DAWN"], "scene number"),
        ("> CUT TO:", [], "transition"),
        ("SMASH CUT TO:", [], "transition"),
        ("FADE OUT.", [], "transition"),
        ("> Burn to white.", [], "transition"),
        ("He points at the door. CUT TO:", ["He points at the door. CUT TO:"], ""),
        ("> The End <", ["The End"], ""),
        ("!SHE runs to the bell.", ["SHE runs to the bell."], ""),
        (".THE QUAY FROM ABOVE, ALL OF IT.", ["THE QUAY FROM ABOVE, ALL OF IT."], ""),
        ("~ Salt, o salt.", ["Salt, o salt."], ""),
    ],
)
def test_marks_that_are_never_shown_are_left_out(
    written: str, read_as: list[str], left_out: str
) -> None:
    document = parse_document(SCENES.format(written).encode(), "text")
    texts = [block.text for block in document.blocks]
    assert texts[1:-2] == ["ANA: Salt?", *read_as]
    assert [one.what for one in document.omissions] == ([left_out] if left_out else [])


def test_two_that_speak_at_once_have_no_caret() -> None:
    assert "BEN: No." in read(SCENES.format("BEN ^\nNo."))


@pytest.mark.parametrize(
    ("written", "read_as", "directions"),
    [
        ("BEN\nYou are late.", "BEN: You are late.", []),
        ("BEN (not looking up)\nYou\nare late.", "BEN: You are late.", ["(not looking up)"]),
        ("BEN (V.O.) (CONT'D)\nYes.", "BEN: Yes.", ["(V.O.)", "(CONT'D)"]),
        ("BEN\n(sits\ndown)\nYes.\n(beat)\nNo.", "BEN: Yes. No.", ["(sits down)", "(beat)"]),
        ("BEN\nI (for one) am *here*.", "BEN: I (for one) am here.", []),
        ("@McAvoy\nYes.", "McAvoy: Yes.", []),
        ("OLD MAN 2\n~Salt, o salt.", "OLD MAN 2: Salt, o salt.", []),
        ("DR. LÊ\nMuối đâu?", "DR. LÊ: Muối đâu?", []),
        ("    BEN\n  Yes.", "BEN: Yes.", []),
    ],
)
def test_a_figures_name_stands_before_its_words(
    written: str, read_as: str, directions: list[str]
) -> None:
    document = parse_document(SCENES.format(written).encode(), "text")
    assert [block.text for block in document.blocks][2:-2] == [read_as]
    assert [(one.what, one.text) for one in document.omissions] == [
        ("direction", text) for text in directions
    ]


@pytest.mark.parametrize(
    "written",
    [
        "THE BELL RINGS.",
        "THE OLD BELL RINGS.\nAll look up.",
        "!THE BELL\nrings at last.",
        "BANG!\nThe door falls.",
        "Ana waits.\nBen waits too.",
        "ANA (30) reads.",
    ],
)
def test_what_is_seen_has_no_figure(written: str) -> None:
    said = " ".join(read(SCENES.format(written))[2:-2])
    assert said == " ".join(written.removeprefix("!").split())


def test_scenes_are_headings_below_acts_and_names_are_none() -> None:
    text = "# Act One\n\n" + SCENES.format("BEN\nYes.\n\n.THE ROOF\n\nIt snows.")
    document = parse_document(text.encode(), "text")
    assert [(block.level, block.text) for block in document.blocks if block.level] == [
        (1, "Act One"),
        (2, "INT. HALL - DAY"),
        (2, "THE ROOF"),
        (2, "EXT. QUAY - NIGHT"),
    ]


PAGE = "Title:\n    _**Salt**_\nCredit: by\nAuthor: Ana Le\nDraft date: 1/2/2025\n\n"


@pytest.mark.parametrize("scenes", [SCENES.format("Hm."), "INT. HALL - DAY\n\nHm.\n"])
def test_the_title_page_is_front_matter(scenes: str) -> None:
    document = parse_document((PAGE + scenes).encode(), "text")
    assert (document.title, document.author) == ("Salt", "Ana Le")
    assert document.blocks[0].text == "INT. HALL - DAY"
    assert [one.what for one in document.omissions] == ["title page"]
    policies = ReadingPolicies(front_matter="inline")
    whole = parse_document((PAGE + scenes).encode(), "text", policies=policies)
    assert "Salt" in whole.blocks[0].text
    assert whole.omissions == ()


@pytest.mark.parametrize("text", [PAGE + "It rains.", "Note: it rains.\n\n" + SCENES.format("")])
def test_other_fields_are_no_title_page(text: str) -> None:
    document = parse_document(text.encode(), "text")
    assert (document.title, document.omissions) == (None, ())


def test_a_name_that_has_a_voice_is_not_said() -> None:
    document = parse_document(SCENES.format("BEN (low)\nYes.").encode(), "text")
    cast = {"Ana": SpeakerSettings(voice="a"), "Ben": SpeakerSettings(voice="b")}
    said = [(one.voice, one.text) for one in with_speakers(document, cast).blocks if one.voice]
    assert said == [("a", "Salt?"), ("b", "Yes.")]


@pytest.mark.parametrize("written", ["See [[Salt]] today.", "= Salt"])
def test_in_other_texts_the_marks_stay(written: str) -> None:
    assert read(f"INT. means inside.\n\n{written}")[-1] == written


def test_a_list_of_journals_is_no_screenplay() -> None:
    text = "Int. J. of Salt, 1, 2020.\n\nInt. J. of Salt, 2, 2021.\n\nSee [[Tide]] there."
    assert read(text)[-1] == "See [[Tide]] there."


def test_its_suffix_is_known(tmp_path: Path) -> None:
    path = tmp_path / "quay.fountain"
    path.write_text(SCENES.format("[[Hm.]]"))
    assert [block.text for block in read_document(path).blocks][1] == "ANA: Salt?"


@pytest.mark.parametrize(
    "mark",
    [
        "[[",
        "/*",
        "/* a",
        "= a\n",
        "> a",
        "a ^",
        "#a#",
        "INT. A\n",
        ". ",
        "A\n(",
        "A\n(b)\n",
        "> a\n",
        "A(",
        "~a\n",
    ],
)
def test_a_heap_of_marks_takes_linear_time(mark: str) -> None:
    assert_linear(lambda size: read(SCENES.format(mark * (size // len(mark)))), 200_000)


@pytest.mark.parametrize("field", ["Title: a\n", "Title:\n   a\n", "Title:", "   a\n"])
def test_a_heap_of_fields_takes_linear_time(field: str) -> None:
    assert_linear(lambda size: read("Title: a\n" + field * (size // len(field))), 200_000)

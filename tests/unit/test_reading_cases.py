"""What is written is what is heard: every reading case, from the document to the chunks."""

from pathlib import Path

import pytest

from tests.kit.reading_cases import CASES, ReadingCase, read_cases

USB = ReadingCase("x", "acronym", "en", "txt", "A USB key.", ("a u s b key",), ("=$", "dollar"))


FILES = (CASES, *sorted(CASES.parent.glob("reading_cases_more_*.tsv")))
"""What the rules were written for, and what was written to try them."""


@pytest.mark.parametrize(
    "case",
    [case for file in FILES for case in read_cases(file)],
    ids=lambda case: f"{case.id}-{case.kind}",
)
def test_a_text_is_read_as_a_narrator_would(case: ReadingCase) -> None:
    spoken = case.spoken()
    assert case.fault(spoken) == "", spoken


@pytest.mark.parametrize("spoken", ["A USB key.", "a u. s. b. key", "Take a U S B key!"])
def test_a_case_takes_capitals_as_letters_and_no_notice_of_marks(spoken: str) -> None:
    assert USB.fault(spoken) == ""


@pytest.mark.parametrize("spoken", ["A stick.", "A USB key for a dollar.", "A USB key for $5."])
def test_a_case_fails_without_an_accepted_form_or_with_a_forbidden_one(spoken: str) -> None:
    assert USB.fault(spoken) != ""


def test_a_file_with_other_columns_holds_no_cases(tmp_path: Path) -> None:
    path = tmp_path / "cases.tsv"
    path.write_text("id\tkind\n")
    with pytest.raises(ValueError, match="the columns are id, kind"):
        read_cases(path)

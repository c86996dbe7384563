"""Vietnamese as a narrator reads it.

`tests/data/vietnamese_readings.tsv` holds a case a line: its kind, how it is written, how spoken.
"""

from pathlib import Path

import pytest

from voicefarm.normalization.vietnamese import read_vietnamese

_DATA = Path(__file__).parents[1] / "data" / "vietnamese_readings.tsv"
READINGS = [line.split("\t") for line in _DATA.read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("kind", "written", "spoken"), READINGS)
def test_what_narrators_meet_is_read_by_its_kind(kind: str, written: str, spoken: str) -> None:
    assert read_vietnamese(written).spoken == spoken, kind
    assert read_vietnamese(spoken).spoken == spoken, kind

"""A bound is written once, and the documents say what it says."""

import re
from pathlib import Path

import pytest

from producer.jobs.covers import MOST_BYTES, SIDES
from voicefarm.messages import LEVEL_RANGE_DB, LONGEST_PAUSE_MS

ROOT = Path(__file__).parents[2]
BOUNDS = (
    "LEVEL_RANGE_DB",
    "LONGEST_PAUSE_MS",
    "LOUDNESS_RANGE",
    "MOST_SEED",
    "MOST_VARIATION",
    "SAMPLE_RATE_RANGE",
    "TRUE_PEAK_RANGE",
    "WEIGHT_RANGE",
)


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_bound_is_set_in_one_place(bound: str) -> None:
    sources = [*(ROOT / "voicefarm").rglob("*.py"), *(ROOT / "producer").rglob("*.py")]
    sources += (ROOT / "worker").rglob("*.py")
    stem = bound.removesuffix("_DB")
    setting = re.compile(rf"^(\w*_)?{stem}(_\w+)? = ", re.MULTILINE)
    assert len([path for path in sources if setting.search(path.read_text("utf-8"))]) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        f"(to +{LEVEL_RANGE_DB[1]:g}) or fainter (to {LEVEL_RANGE_DB[0]:g})",
        f"at most {LONGEST_PAUSE_MS:,}",
        f"up to {MOST_BYTES // 2**20} MiB, with sides of {SIDES[0]} to {SIDES[1]} pixels",
    ],
)
def test_the_documents_say_the_bounds(sentence: str) -> None:
    text = " ".join((ROOT / "docs/scripts.md").read_text("utf-8").split())
    assert sentence in text

"""How well texts are read: the share of the reading cases that are right, and how fast.

The baseline is what version 0.1 made of the same cases, recorded in `tests/data`.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.results import report
from tests.kit.reading_cases import CASES, ReadingCase, read_cases
from voicefarm.normalization.reading import read_text

EXAMPLES = Path(__file__).parents[1] / "examples"
BASELINE = Path(__file__).parents[1] / "tests" / "data" / "reading_baseline.json"
TEXT_BYTES = 1_000_000
LANGUAGES = ("en", "vi")
GOALS = {
    "cases_en": "goal: 0.97 or more",
    "cases_vi": "goal: 0.97 or more",
    "mb_per_s_en": "goal: 0.5 or more",
    "mb_per_s_vi": "goal: 0.3 or more",
    "figures_mb_per_s_en": "goal: 0.5 or more",
    "figures_mb_per_s_vi": "goal: 0.3 or more",
}


def main() -> None:
    """Judge all cases, measure the speed, and report."""
    options = _options()
    cases = read_cases(options.cases)
    faults = {case.id: _fault(case) for case in cases}
    if not options.quiet:
        for case in cases:
            if faults[case.id]:
                print(f"{case.id} {case.kind}: {case.text!r}\n  {faults[case.id]}")
    report("reading", {**shares(cases, faults), **_baseline(cases), **speeds(cases)}, GOALS)


def shares(cases: Sequence[ReadingCase], faults: dict[str, str]) -> dict[str, float]:
    """The share of right cases by language and by kind."""
    right: dict[str, list[bool]] = defaultdict(list)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        right[f"cases_{case.language}"].append(not faults[case.id])
        kinds[f"{case.language} {case.kind}"].append(not faults[case.id])
    by_kind = {kind: sum(rights) / len(rights) for kind, rights in sorted(kinds.items())}
    languages = {name: sum(rights) / len(rights) for name, rights in sorted(right.items())}
    return {**languages, "worst_kind": min(by_kind.values()), **by_kind}


def speeds(cases: Sequence[ReadingCase]) -> dict[str, float]:
    """Megabytes of UTF-8 that are normalized in a second of one core, for prose and for figures."""
    speeds = {}
    for language in LANGUAGES:
        article = (EXAMPLES / f"article_{language}.md").read_text("utf-8").split("\n\n")
        speeds[f"mb_per_s_{language}"] = _speed(article, language)
        if figures := [case.text for case in cases if case.language == language]:
            speeds[f"figures_mb_per_s_{language}"] = _speed(figures, language)
    return speeds


def _speed(paragraphs: Sequence[str], language: str) -> float:
    size = sum(len(text.encode()) for text in paragraphs)
    rounds = max(1, TEXT_BYTES // size)
    for text in paragraphs:  # number words are remembered, as they are in a long text
        read_text(text, language)
    before = time.process_time()
    for _ in range(rounds):
        for text in paragraphs:
            read_text(text, language)
    return rounds * size / 1e6 / (time.process_time() - before)


def _fault(case: ReadingCase) -> str:
    try:
        return case.fault(case.spoken())
    except Exception as error:  # noqa: BLE001 - whatever is raised is the case's fault
        return f"{type(error).__name__}: {error}"


def _baseline(cases: Sequence[ReadingCase]) -> dict[str, float]:
    """What version 0.1 read right of these cases; none of a file that it was not tried on."""
    right: dict[str, bool] = json.loads(BASELINE.read_text())
    if not all(case.id in right for case in cases):
        return {}
    faults = {case.id: "" if right[case.id] else "wrong" for case in cases}
    return {
        f"baseline_{name}": share
        for name, share in shares(cases, faults).items()
        if name.startswith("cases_")
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES, help="another file of cases")
    parser.add_argument("--quiet", action="store_true", help="no list of what is wrong")
    return parser.parse_args()


if __name__ == "__main__":
    main()

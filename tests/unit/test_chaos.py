"""Chaos can be repeated, and judges as it says."""

import json
from pathlib import Path

from chaos.trouble import KINDS, draw
from chaos.verdict import percentile, repeated


def test_the_same_seed_deals_the_same_blows() -> None:
    assert draw(7, 600, 2.0) == draw(7, 600, 2.0)
    assert draw(7, 600, 2.0) != draw(8, 600, 2.0)


def test_every_kind_of_blow_is_dealt_within_the_time() -> None:
    blows = draw(7, 600, 2.0)
    assert {blow.kind for blow in blows} == set(KINDS)
    assert all(0 < blow.at_s < 600 for blow in blows)


def test_only_what_was_finished_before_counts_as_repeated(tmp_path: Path) -> None:
    done = [("a", 0, False), ("a", 1, False), ("a", 0, False), ("a", 1, True), ("b", 0, False)]
    lines = [
        json.dumps({"job": job, "chunk": chunk, "reused": reused, "event": "chunk done"})
        for job, chunk, reused in done
    ]
    (tmp_path / "log").write_text("\n".join([*lines, "no json at all"]))
    assert repeated([tmp_path / "log"]) == 1


def test_percentiles_of_few_values_are_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([], 0.95) == 0.0

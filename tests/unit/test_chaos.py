"""Chaos can be repeated, and judges as it says."""

import json
from itertools import islice, pairwise
from pathlib import Path

import pytest

from chaos import noise_adapter
from chaos.farm import MAX_ATTEMPTS, ChaosFarm
from chaos.trouble import KINDS, Blow, Trouble, draw
from chaos.verdict import percentile, repeated
from voicefarm.models import read_model
from voicefarm.settings import load_settings
from worker.engines.speechlm.registries import TRIED_BACKBONES
from worker.engines.speechlm.settings import read_settings


def first(seed: int, count: int = 300) -> list[Blow]:
    return list(islice(draw(seed, 2.0), count))


def test_the_same_seed_deals_the_same_blows() -> None:
    assert first(7) == first(7)
    assert first(7) != first(8)


def test_every_kind_of_blow_is_dealt_in_ten_minutes() -> None:
    blows = first(7)
    assert {blow.kind for blow in blows} == set(KINDS)
    assert all(before.at_s < after.at_s for before, after in pairwise(blows))
    assert 500 < blows[-1].at_s < 700


def test_enough_was_killed_when_both_kinds_were() -> None:
    trouble = Trouble(ChaosFarm(Path(), 1.0), lambda _: None, lambda: False, kills=20)
    trouble.dealt.update({"kill": 18, "kill stitcher": 1, "kill draining": 1, "cut power": 1})
    assert not trouble.enough
    trouble.dealt["kill valkey"] = 1
    assert trouble.enough


def test_a_worker_takes_the_attempts_that_chaos_gives_it() -> None:
    assert load_settings(max_attempts=MAX_ATTEMPTS).max_attempts == MAX_ATTEMPTS


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


@pytest.mark.parametrize(("isolated", "engine"), [(False, "silence"), (True, "isolated")])
def test_the_farms_models_can_be_read(isolated: bool, engine: str, tmp_path: Path) -> None:
    ChaosFarm(tmp_path, 1.0, isolated=isolated)._write_models()
    for name in ("chaotic", "calm"):
        assert read_model(tmp_path / "models" / f"{name}.toml").engine == engine


@pytest.mark.parametrize("backbone", TRIED_BACKBONES)
def test_a_speech_language_model_can_speak_in_the_farm(backbone: str, tmp_path: Path) -> None:
    ChaosFarm(tmp_path, 1.0, backbone=backbone)._write_models()
    for name in ("chaotic", "calm"):
        settings = read_settings(read_model(tmp_path / "models" / f"{name}.toml"))
        assert settings.backbone == backbone
        assert Path(settings.weights.path or "").is_file()
        assert Path(settings.codec.path or "").is_file()


def test_a_text_has_the_same_noise_in_every_process() -> None:
    first, second = (noise_adapter.load({"work_s": 0.0}, {}, 1, 4) for _ in range(2))
    wanted = {"text": "Job 1 has this."}
    noise = first.speak(wanted, lambda: None)
    assert noise.tobytes() == second.speak(wanted, lambda: None).tobytes()
    assert noise.tobytes() != first.speak({"text": "Job 2 has this."}, lambda: None).tobytes()

"""Models measured by slots: any engine, by its own contract."""

from pathlib import Path

import pytest

from tests.kit.engine_cases import tone_model
from voicefarm.console import run_command_line
from voicefarm.models import read_model, shipped_config
from voicefarm.settings import Settings
from worker.cli import app
from worker.model_tools.bench import bench
from worker.model_tools.bench.bench import BenchPlan, measure, texts_for
from worker.voices.audition.lines import AuditionLine

SPOKEN_NOT = AuditionLine("odd", "I refuse it, whatever you say.")
SPOKEN = AuditionLine("plain", "A word in the afternoon.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "store"), threads=1)


def test_an_engine_is_measured_by_slots(settings: Settings) -> None:
    model = read_model(shipped_config() / "models" / "silence.toml")
    measured = measure(settings, model, BenchPlan(slots=(1, 3), texts=2, language="en"))
    report = measured.fields()
    assert (report["model"], report["engine"], report["threads"]) == ("silence", "silence", 1)
    assert [run["slots"] for run in report["runs"]] == [1, 3]
    for run, exact, texts in zip(report["runs"], measured.runs, (4, 6), strict=True):
        assert run["texts"] == run["cache_hits"] == texts
        assert run["errors"] == 0
        assert run["audio_s"] > 0
        assert run["load_s"] > 0
        assert exact.first_sound_s is not None
        assert exact.first_sound_s > 0
        assert run["memory_mb"] > 10
        assert run["times_real_time"] == pytest.approx(exact.audio_s / exact.wall_s, abs=0.001)


def test_an_engine_in_a_process_of_its_own_is_counted_whole(settings: Settings) -> None:
    model = tone_model().model_copy(update={"budget": 40})
    (run,) = measure(settings, model, BenchPlan(slots=(1,), texts=1)).runs
    assert (run.errors, run.streams) == (0, False)
    assert run.memory_mb > 60  # two processes, each with numpy
    assert run.core_s > 0


def test_a_text_that_can_not_be_spoken_is_counted_as_an_error(settings: Settings) -> None:
    model = tone_model().model_copy(update={"budget": 40})
    texts = {"en": (SPOKEN_NOT, SPOKEN)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "lines_for", texts.__getitem__)
        (run,) = measure(settings, model, BenchPlan(slots=(2,))).runs
    assert (run.texts, run.errors, run.cache_hits) == (4, 2, 2)
    assert run.first_sound_s is None


def test_texts_are_as_long_as_a_chunk_and_all_different() -> None:
    model = read_model(shipped_config() / "models" / "house.toml")
    for language in model.languages:
        texts = texts_for(model, language)
        assert len(set(texts)) == len(texts) == 10
        assert all(text.count(" ") > 5 for text in texts)


def test_the_command_prints_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["voicefarm", "models", "bench", "silence", "--slots", "2"])
    assert run_command_line(app) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("SLOTS")
    assert "\n2 " in printed
    assert "silence, en, voice" in printed
    assert "A take that is kept is read in" in printed


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody"], "Model 'nobody' is not known."),
        (["silence", "--slots", "0"], "--slots: 0 is out of range; give 1 to 256."),
        (["silence", "--language", "de"], "--language: 'de' is not known to model 'silence'"),
        (["silence", "--voice", "x"], "--voice: 'x' is not known to model 'silence'"),
        (["piper-lessac"], "is not on this machine: run voicefarm models pull piper-lessac."),
    ],
)
def test_what_can_not_be_measured_is_refused_in_a_sentence(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("onnxruntime", reason="an extra: piper")
    monkeypatch.setattr("sys.argv", ["voicefarm", "models", "bench", *arguments])
    assert run_command_line(app) == 2
    assert sentence in capsys.readouterr().err

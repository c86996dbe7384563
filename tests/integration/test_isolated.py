"""Engines in a Python of their own: what the child's crashes, hangs and prints do to a worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.kit.commands import VOICEFARM
from tests.kit.engine_cases import tone_model
from tests.kit.package_server import PackageServer
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.engine_environments import VARIABLE
from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisCancelled, SynthesisFailed
from voicefarm.models import Model
from worker.engines import Speech, Utterance
from worker.engines.isolated import child_process, environments
from worker.engines.isolated.engine import IsolatedEngine, text_for
from worker.engines.isolated.kinds import KINDS, Kind
from worker.engines.isolated.settings import read_settings, voice_options
from worker.engines.testing.watches import CancellingWatch
from worker.slots.watch import Watch

SOON_S = 20.0


@pytest.fixture
def engine() -> Iterator[IsolatedEngine]:
    loaded = IsolatedEngine.load(tone_model(), slots=2, threads=1)
    yield loaded
    loaded.close()


def say(engine: IsolatedEngine, text: str, watch: Watch | None = None) -> Speech:
    return engine.synthesize(Utterance(text, "en", "tone"), watch or Watch())


def child_of(engine: IsolatedEngine) -> int:
    process = engine._child._process
    assert process
    return process.pid


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I refuse it", "The word 'refuse' can't be spoken; write another."),
        ("a break", "RuntimeError: the library is broken; the worker's log has the whole of it."),
        ("to die", "The engine's process crashed (SIGSEGV) in this chunk; it was started anew."),
        ("we eat", "The engine's process ran out of memory in this chunk; it was started anew."),
    ],
)
def test_a_failed_take_is_one_sentence_and_the_next_one_is_spoken(
    engine: IsolatedEngine, text: str, told: str
) -> None:
    with pytest.raises(SynthesisFailed) as failed:
        say(engine, text)
    assert str(failed.value) == told
    assert len(say(engine, "a word").samples) == 6 * 800


def test_what_a_library_prints_is_no_frame(engine: IsolatedEngine) -> None:
    plain = say(engine, "a rabble")
    np.testing.assert_array_equal(say(engine, "a babble").samples.shape, plain.samples.shape)


def test_a_child_that_is_killed_from_outside_is_started_anew(engine: IsolatedEngine) -> None:
    first = child_of(engine)
    os.kill(first, signal.SIGKILL)
    until(lambda: not engine._child.alive)
    assert say(engine, "a word").samples.any()
    assert child_of(engine) != first


def test_a_chunk_that_waits_behind_a_deadly_one_is_spoken_by_the_next_child(
    engine: IsolatedEngine,
) -> None:
    with ThreadPoolExecutor(2) as slots:
        deadly = slots.submit(say, engine, "long enough for a neighbour to come, then die")
        innocent = slots.submit(say, engine, "a word")
        assert len(innocent.result().samples) == 6 * 800
        with pytest.raises(SynthesisFailed, match="crashed"):
            deadly.result()


def test_a_hanging_library_is_ended_by_its_patience() -> None:
    engine = IsolatedEngine.load(tone_model(patience_s=2), slots=2, threads=1)
    first = child_of(engine)
    with pytest.raises(SynthesisFailed, match="did not end this chunk in 2 s"):
        say(engine, "to hang")
    assert len(say(engine, "a word").samples) == 6 * 800
    assert child_of(engine) != first
    engine.close()


def test_a_cancelled_hanging_chunk_costs_its_neighbour_nothing(
    engine: IsolatedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_process, "CANCEL_S", 0.3)
    with ThreadPoolExecutor(2) as slots:
        hanging = slots.submit(say, engine, "to hang", CancellingWatch(last_step=2))
        neighbour = slots.submit(say, engine, "a word")
        with pytest.raises(SynthesisCancelled):
            hanging.result()
        assert len(neighbour.result().samples) == 6 * 800


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"fails": "There are no weights; fetch them."}, EngineUnavailable, "There are no weights"),
        ({"dies": True}, EngineUnavailable, "was killed, perhaps for want of memory, while it lo"),
        ({"rate": 22_050}, BadSetting, "'sample_rate' 16000, and its engine speaks at 22050"),
    ],
)
def test_what_can_not_be_loaded_is_told(
    options: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        IsolatedEngine.load(tone_model(options=options), slots=1, threads=1)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"python": "/nowhere/python"}, "/nowhere/python doesn't exist; correct the model file"),
        ({"adapter": "/nowhere/tones.py"}, "/nowhere/tones.py doesn't exist"),
    ],
)
def test_a_missing_program_is_named(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(EngineUnavailable, match=told):
        IsolatedEngine.load(tone_model(**settings), slots=1, threads=1)


def test_a_child_dies_with_its_worker(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from tests.kit.engine_cases import tone_model\n"
        "from worker.engines.isolated.engine import IsolatedEngine\n"
        "engine = IsolatedEngine.load(tone_model(), slots=1, threads=1)\n"
        "print(engine._child._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    child = int(done.stdout.splitlines()[-1])
    until(lambda: not Path(f"/proc/{child}").exists())


@pytest.mark.parametrize("name", list(KINDS))
def test_an_engine_that_is_not_installed_says_how(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(EngineUnavailable, match=f"run: voicefarm engines install {name}"):
        IsolatedEngine.load(_known(name), slots=1, threads=1)


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("chatterbox", {"exagerration": 1}, "'settings.options.exagerration': .* 'exaggeration'"),
        ("chatterbox", {"version": "nano"}, "'settings.options.version': give text of the form"),
        ("styletts2", {"alpha": 2}, "'settings.options.alpha': give 1 or less, not 2"),
        ("higgs-audio", {"top_p": 0}, "'settings.options.top_p': give more than 0, not 0"),
    ],
)
def test_options_are_checked_without_the_library(
    name: str, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadSetting, match=told):
        IsolatedEngine.suggest_slots(_known(name, options), threads=1)


@pytest.mark.parametrize("text", ["", "…", "☺ — !"])
def test_a_text_without_a_word_never_reaches_the_library(engine: IsolatedEngine, text: str) -> None:
    assert not say(engine, text).is_speech


@pytest.mark.parametrize(
    ("kind", "options", "text", "asked"),
    [
        ("chatterbox", {"version": "turbo"}, "Well [Chuckle], no.", "Well [chuckle], no."),
        ("chatterbox", {"version": "turbo"}, "<sniff> No <shush>!", "[sniff] No [shush]!"),
        ("chatterbox", {"version": "turbo"}, "No [yawn] more [cười].", "No more."),
        ("chatterbox", {}, "Well [chuckle], no.", "Well, no."),
        ("styletts2", {}, "He sighed [sigh] and left.", "He sighed and left."),
        ("higgs-audio", {}, "<|emotion_1|> Ha.", "Ha."),
        ("higgs-audio", {}, "An [odd]  sound , so it is.", "An [odd]  sound , so it is."),
    ],
)
def test_a_library_gets_the_sounds_that_it_acts_out_and_no_others(
    kind: str, options: dict[str, Any], text: str, asked: str
) -> None:
    model = _known(kind, options)
    assert text_for(read_settings(model), model, text) == asked


def test_an_adapter_of_ones_own_gets_the_text_as_it_is() -> None:
    model = tone_model()
    assert text_for(read_settings(model), model, "a [sigh] b") == "a [sigh] b"


@pytest.mark.parametrize(
    ("kind", "options", "settings", "told"),
    [
        ("chatterbox", {"folder": "nowhere"}, {}, "'settings.options.folder' is .*nowhere"),
        ("styletts2", {"checkpoint": "no.pth"}, {}, "'settings.options.checkpoint' is .*no.pth"),
        ("chatterbox", {}, {"reference": "no.wav"}, "'voices.own.settings.reference' is .*no.wav"),
        ("styletts2", {}, {"reference": "no.wav"}, "'voices.own.settings.reference' is .*no.wav"),
    ],
)
def test_a_missing_recording_or_folder_is_named_before_anything_is_loaded(
    tmp_path: Path, kind: str, options: dict[str, Any], settings: dict[str, Any], told: str
) -> None:
    model = _known(kind, options).lying_in(tmp_path)
    voices = {"own": model.voices["own"].model_copy(update={"settings": settings})}
    model = model.model_copy(
        update={"voices": voices, "settings": model.settings | {"python": sys.executable}}
    ).lying_in(tmp_path)
    with pytest.raises(EngineUnavailable, match=told):
        IsolatedEngine.load(model, slots=1, threads=1)


def test_paths_of_a_voice_start_at_the_model_file(tmp_path: Path) -> None:
    (tmp_path / "ann.wav").write_bytes(b"")
    model = _known("chatterbox")
    voices = {"own": model.voices["own"].model_copy(update={"settings": {"reference": "ann.wav"}})}
    model = model.model_copy(update={"voices": voices}).lying_in(tmp_path)
    options = voice_options(model, read_settings(model))
    assert options == {"own": {"reference": str(tmp_path / "ann.wav")}}


def test_an_environment_is_made_listed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "engines"))
    config = tmp_path / "config"
    (config / "engines").mkdir(parents=True)
    kind: Kind = KINDS.load("chatterbox")
    (config / "engines" / kind.requirements).write_text("a-library==1.0\n")
    monkeypatch.setattr(environments, "shipped_config", lambda: config)
    with PackageServer() as index:
        index.add_wheel("a-library", "1.0", {"a_library.py": b"SPEAKS = True\n"})
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple/")
        made = environments.install("chatterbox", Path(sys.executable))
        assert environments.python_of("chatterbox") == made.python
        told = subprocess.run(
            [made.python, "-I", "-c", "import a_library; print(a_library.SPEAKS)"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        assert told.stdout == "True\n"
        (config / "engines" / kind.requirements).write_text("no-such-library==1.0\n")
        with pytest.raises(EngineUnavailable, match="pip could not install it"):
            environments.install("chatterbox", Path(sys.executable))
    assert not made.installed
    listed = subprocess.run(
        [VOICEFARM, "engines", "list"], stdout=subprocess.PIPE, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    assert ["chatterbox", "no", str(made.folder)] in rows
    assert environments.remove("chatterbox")
    assert not environments.remove("chatterbox")


def _known(name: str, options: dict[str, Any] | None = None) -> Model:
    model = tone_model()
    settings = {"kind": name, "options": options or {}}
    voices = {"own": model.voices["tone"].model_copy(update={"settings": {}})}
    return model.model_copy(
        update={"settings": settings, "voices": voices, "default_voices": {"en": "own"}}
    )

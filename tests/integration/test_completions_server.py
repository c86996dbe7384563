"""A backbone on a server of completions: real HTTP, real tokens of llama.cpp, forged models."""

import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")

from tests.kit.completions_servers import KEY, Dialect, forged_server, llama_cpp_server
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS, forge
from tests.kit.forge.letters import ALPHABET, RUNAWAY, chain
from voicefarm.errors import BadSetting, EngineUnavailable, Runaway, SynthesisCancelled
from voicefarm.models import Model
from worker.engines import Utterance
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.testing.sinks import KeepingSink
from worker.process.fitness import is_own_fault
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168)
ROOM = {"extra_tokens": 400}
"""So that the longest chain is no runaway."""
needs_its_server = pytest.mark.skipif(
    importlib.util.find_spec("starlette_context") is None,
    reason="llama-cpp-python's server needs its extra 'server'",
)


def say(text: str) -> Utterance:
    return Utterance(text, "en", "forged")


def served_model(folder: Path, url: str, **server: Any) -> Model:
    return model_file(folder, SMALL, backbone="openai", server={"url": url, **server}, limits=ROOM)


@contextmanager
def engine_at(model: Model, slots: int = 4) -> Iterator[SpeechLMEngine]:
    engine = SpeechLMEngine.load(model, slots=slots, threads=1)
    try:
        yield engine
    finally:
        engine.close()


@needs_its_server
def test_llama_cpps_own_server_speaks_the_tokens_of_the_process(tmp_path: Path) -> None:
    with (
        llama_cpp_server(forge(SMALL)) as url,
        engine_at(served_model(tmp_path, url), slots=2) as there,
        engine_at(model_file(tmp_path, SMALL)) as here,
    ):
        for letter in "ABK":
            said = say(f"the cat {letter} sat on the mat")
            np.testing.assert_array_equal(
                there.synthesize(said, Watch()).samples, here.synthesize(said, Watch()).samples
            )


@pytest.mark.parametrize("dialect", ["vllm", "llama-server", "text"])
def test_tokens_come_in_each_servers_way(dialect: Dialect, tmp_path: Path) -> None:
    with forged_server(dialect) as server, engine_at(served_model(tmp_path, server.url)) as engine:
        backbone = engine._parts.language_model.backbone
        speech = engine.synthesize(say("the cat K sat"), Watch())
        assert speech.facts["tokens"] == len(chain("K"))
        assert isinstance(server.asked[-1]["prompt"], str) == (dialect == "text")
        assert ("logprobs" in server.asked[-1]) == (dialect == "llama-server")
        assert backbone.stats.codes == len(chain("K"))


def test_many_requests_are_in_flight_at_once(tmp_path: Path) -> None:
    letters = ALPHABET.replace(RUNAWAY, "")
    with (
        forged_server() as server,
        engine_at(served_model(tmp_path, server.url), slots=24) as engine,
    ):
        lengths: dict[str, float] = {}

        def speak(letter: str) -> None:
            lengths[letter] = engine.synthesize(say(f"so {letter}"), Watch()).facts["tokens"]

        threads = [threading.Thread(target=speak, args=(letter,)) for letter in letters]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stats = server.bench.backbone.stats
        assert lengths == {letter: len(chain(letter)) for letter in letters}
        assert stats.busy_slots > 2 * stats.steps


def test_an_utterance_is_heard_before_its_end(tmp_path: Path) -> None:
    model = model_file(
        tmp_path,
        SMALL,
        backbone="openai",
        streaming={"piece": 10, "look_forward": 5, "look_back": 20},
        frames_per_second=1,
        limits=ROOM,
    )
    with forged_server() as server:
        settings = model.settings | {"server": {"url": server.url}}
        with engine_at(model.model_copy(update={"settings": settings})) as engine:
            sink = KeepingSink()
            spoken = engine.stream(say("the cat Y sat"), Watch(), sink)
            assert len(sink.pieces) > 1
            assert sum(map(len, sink.pieces)) == len(spoken.samples)


class _CancelledAtStep(Watch):
    def advance(self) -> None:
        super().advance()
        self.cancelled = self.steps >= 5


def test_a_cancelled_chunk_ends_at_the_server_too(tmp_path: Path) -> None:
    with forged_server() as server, engine_at(served_model(tmp_path, server.url)) as engine:
        watch = _CancelledAtStep()
        with pytest.raises(SynthesisCancelled):
            engine.synthesize(say(f"the cat {RUNAWAY} sat"), watch)
        assert watch.steps <= 7
        speech = engine.synthesize(say("the cat B sat"), Watch())
        assert speech.facts["tokens"] == len(chain("B"))


def test_a_runaway_ends_at_its_budget(tmp_path: Path) -> None:
    with (
        forged_server() as server,
        engine_at(served_model(tmp_path, server.url)) as engine,
        pytest.raises(Runaway, match="did not end its speech"),
    ):
        engine.synthesize(say(f"the cat {RUNAWAY} sat"), Watch())


def test_the_sampling_and_the_seed_are_the_models(tmp_path: Path) -> None:
    model = served_model(tmp_path, "http://127.0.0.1:9/v1")
    sampling = {"temperature": 0.4, "top_k": 0, "repetition_penalty": 1.15, "min_tokens": 3}
    with forged_server() as server:
        changed = {"server": {"url": server.url}, "sampling": sampling}
        settings = model.settings | changed
        with engine_at(model.model_copy(update={"settings": settings})) as engine:
            engine.synthesize(replace(say("the cat B sat"), seed=2**32 - 1), Watch())
        asked = server.asked[-1]
        assert (asked["temperature"], asked["top_k"], asked["min_tokens"]) == (0.4, -1, 3)
        assert asked["repetition_penalty"] == asked["repeat_penalty"] == 1.15
        assert asked["seed"] < 2**32 - 1
        assert asked["stop_token_ids"] == [server.bench.tokens.end]


def test_the_key_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with forged_server(key=KEY) as server:
        model = model_file(tmp_path, SMALL, backbone="openai")
        monkeypatch.setenv("SPEECH_SERVER_URL", server.url)
        with pytest.raises(EngineUnavailable, match=r"refuses the key \(401\)"):
            SpeechLMEngine.load(model, slots=1, threads=1)
        monkeypatch.setenv("SPEECH_SERVER_KEY", KEY)
        with engine_at(model) as engine:
            assert engine.synthesize(say("the cat B sat"), Watch()).facts["tokens"]


def test_without_an_address_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPEECH_SERVER_URL", raising=False)
    model = model_file(tmp_path, SMALL, backbone="openai")
    with pytest.raises(BadSetting, match=r"give 'settings\.server\.url', or set SPEECH_SERVER"):
        SpeechLMEngine.load(model, slots=1, threads=1)
    for url in ("gpu:8000", "ftp://gpu/v1"):
        with pytest.raises(BadSetting, match="write an address such as"):
            SpeechLMEngine.load(served_model(tmp_path, url), slots=1, threads=1)


def test_a_dead_server_is_the_workers_own_trouble(tmp_path: Path) -> None:
    with forged_server() as server:
        engine = SpeechLMEngine.load(served_model(tmp_path, server.url), slots=2, threads=1)
    with pytest.raises(EngineUnavailable, match="doesn't answer as a server") as gone:
        engine.synthesize(say("the cat B sat"), Watch())
    assert is_own_fault(gone.value)
    engine.close()


@pytest.mark.parametrize("tokens", [0, 7])
def test_a_server_that_breaks_off_is_the_workers_own_trouble(tokens: int, tmp_path: Path) -> None:
    with forged_server() as server, engine_at(served_model(tmp_path, server.url)) as engine:
        server.breaks_after = tokens
        with pytest.raises(EngineUnavailable, match=r"broke off|doesn't answer"):
            engine.synthesize(say("the cat K sat"), Watch())
        server.breaks_after = None
        assert engine.synthesize(say("the cat K sat"), Watch()).facts["tokens"] == len(chain("K"))


@pytest.mark.parametrize(("status", "own"), [(400, False), (500, True), (503, True), (403, True)])
def test_what_a_server_refuses_is_the_chunks_and_what_it_fails_the_workers(
    status: int, own: bool, tmp_path: Path
) -> None:
    with forged_server() as server, engine_at(served_model(tmp_path, server.url)) as engine:
        server.status = status
        with pytest.raises(Exception, match=str(status)) as refused:
            engine.synthesize(say("the cat K sat"), Watch())
        assert is_own_fault(refused.value) == own


def test_a_server_of_another_model_is_told(tmp_path: Path) -> None:
    with forged_server("words") as server:
        with pytest.raises(BadSetting, match="returns no speech tokens"):
            SpeechLMEngine.load(served_model(tmp_path, server.url), slots=1, threads=1)
        wanted = served_model(tmp_path, server.url, model="another")
        with pytest.raises(EngineUnavailable, match=r"serves forged, not 'another'"):
            SpeechLMEngine.load(wanted, slots=1, threads=1)


def test_the_check_says_whether_the_server_answers(tmp_path: Path) -> None:
    with forged_server() as server:
        assert not SpeechLMEngine.check(served_model(tmp_path, server.url), slots=4)
    problems = SpeechLMEngine.check(served_model(tmp_path, server.url), slots=4)
    assert "doesn't answer" in str(problems[0])


def test_where_a_server_is_shapes_no_take(tmp_path: Path) -> None:
    prints = {
        served_model(tmp_path, url).fingerprint("forged") for url in ("http://a/v1", "http://b/v1")
    }
    assert len(prints) == 1

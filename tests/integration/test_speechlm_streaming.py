"""Sound before the end: pieces without seams, as long as the whole, and only for who listens."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import structlog

pytest.importorskip("llama_cpp", reason="an extra: speechlm")
pytest.importorskip("onnxruntime", reason="an extra: speechlm")

from tests.kit.forge.codecs import FRAME, ContextCodec, VieneuCodec, forge_codec, heard
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.forge.letters import ALPHABET, RUNAWAY, chain
from voicefarm.errors import SynthesisFailed
from worker.engines import Samples, StreamingEngine, Utterance
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.neucodec import NeuCodec
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.settings import Streaming
from worker.engines.speechlm.streaming import Pieces
from worker.engines.speechlm.tape import Tape
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168)
SHORT = {"piece": 10, "look_forward": 5, "look_back": 20, "overlap": 1}


@dataclass
class Listening:
    """An ear that keeps what it hears, and listens to so many pieces."""

    pieces: list[Samples] = field(default_factory=list)
    most: int = 10_000
    deaf: int = 0
    """How often it isn't there at first."""

    def wanted(self) -> bool:
        self.deaf -= 1
        return self.deaf < 0 and len(self.pieces) < self.most

    def write(self, samples: Samples) -> None:
        self.pieces.append(samples)

    @property
    def whole(self) -> Samples:
        return np.concatenate(self.pieces)


@cache
def codec() -> NeuCodec:
    return NeuCodec.load(forge_codec(ContextCodec()), threads=1, device="cpu")


def alone(codes: Sequence[int]) -> Samples:
    """What a codec whose sound depends on the context makes of codes by themselves."""
    return codec().decode([Sounding(tuple(codes))])[0]


def cut(
    codes: Sequence[int], settings: Streaming, *, at_once: int = 1
) -> tuple[Samples, Listening]:
    """The whole's sound, and what an ear heard piece by piece.

    The codes come `at_once` by `at_once`, and every time the pieces take what there is.
    """
    sink, steps = Listening(), range(0, len(codes), at_once)

    class Steps(Tape):
        """Lends itself code by code instead of waiting for another thread."""

        def wait(self, count: int) -> tuple[int, ...]:
            reached = next((i + at_once for i in steps if i + at_once >= count), len(codes) + 1)
            return tuple(codes[:reached]) if reached <= len(codes) else ()

    pieces = Pieces(settings, sink, alone, expected_s=0, frames_per_second=50)
    pieces.follow(Steps())
    whole = alone(codes)
    pieces.end(whole)
    return whole, sink


def steps_of(samples: Samples) -> Samples:
    return np.abs(np.diff(samples))


def steps_at(pieces: Sequence[Samples], after: int) -> Samples:
    """The steps at the seams, and of so many samples after them."""
    steps, seams = steps_of(np.concatenate(pieces)), np.cumsum([len(piece) for piece in pieces])
    return np.concatenate([steps[seam - 1 : seam + after] for seam in seams[:-1]])


CODES = np.random.default_rng(3).integers(0, 65_536, 400).tolist()


@pytest.mark.parametrize("at_once", [1, 7, 90])
@pytest.mark.parametrize("count", [1, 24, 36, 37, 61, 400])
def test_pieces_are_together_as_long_as_the_whole(count: int, at_once: int) -> None:
    whole, sink = cut(CODES[:count], Streaming(), at_once=at_once)
    assert len(sink.whole) == len(whole) == FRAME * count


def test_no_seam_is_larger_than_the_steps_of_the_sound_itself() -> None:
    whole, sink = cut(CODES, Streaming())
    assert len(sink.pieces) > 10
    own = np.percentile(steps_of(whole), 99.9)
    assert steps_at(sink.pieces, FRAME).max() <= own
    bare = [alone(CODES[i : i + 25]) for i in range(0, 400, 25)]
    assert steps_at(bare, 0).max() > 2 * own  # such a codec would betray a seam


def test_the_preview_is_close_to_the_take() -> None:
    whole, sink = cut(CODES, Streaming())
    difference = 20 * np.log10(np.std(sink.whole - whole) / np.std(whole))
    assert difference < -40
    _, narrow = cut(CODES, Streaming(look_back=0, look_forward=0))
    assert 20 * np.log10(np.std(narrow.whole - whole) / np.std(whole)) > difference + 10


def test_the_fade_is_the_triangular_window_over_pieces_of_equal_length() -> None:
    first, second = np.ones(100, np.float32), np.full(100, 3, np.float32)
    overlap = 20
    time = (np.arange(100) + 0.5) / 100
    triangle = 0.5 - np.abs(time - 0.5)
    falling, rising = triangle[-overlap:], triangle[:overlap]
    laid_over = (falling * first[-overlap:] + rising * second[:overlap]) / (falling + rising)
    pieces = Pieces(Streaming(), Listening(), alone, 0, 50, _tail=first[-overlap:])
    np.testing.assert_allclose(pieces._join(second)[:overlap], laid_over, atol=0.03)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechLMEngine]:
    # One frame a second: however slow the machine, this model is faster than its speech.
    model = model_file(
        tmp_path_factory.mktemp("engine"), SMALL, streaming=SHORT, frames_per_second=1
    )
    loaded = SpeechLMEngine.load(model, slots=6, threads=1)
    yield loaded
    loaded.close()


def say(text: str) -> Utterance:
    return Utterance(text, "en", "forged")


def test_an_utterance_is_heard_before_its_end_and_is_the_same_bit_for_bit(
    engine: SpeechLMEngine,
) -> None:
    assert isinstance(engine, StreamingEngine)
    sink = Listening()
    spoken = engine.stream(say("the cat Y sat on the mat"), Watch(), sink)
    plain = engine.synthesize(say("the cat Y sat on the mat"), Watch())
    assert len(sink.pieces) > 1
    assert spoken.samples.tobytes() == plain.samples.tobytes()
    assert heard(sink.whole) == heard(spoken.samples) == list(chain("Y"))


def test_many_are_heard_at_once_each_its_own(engine: SpeechLMEngine) -> None:
    letters = ALPHABET.replace(RUNAWAY, "")
    ears = {letter: Listening() for letter in letters}
    threads = [
        threading.Thread(
            target=engine.stream, args=(say(f"the cat {letter} sat on the mat"), Watch(), sink)
        )
        for letter, sink in ears.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for letter, sink in ears.items():
        assert heard(sink.whole) == list(chain(letter))


def test_nothing_is_made_for_nobody(engine: SpeechLMEngine) -> None:
    sink = Listening(most=0)
    spoken = engine.stream(say("the cat D sat on the mat"), Watch(), sink)
    assert (sink.pieces, heard(spoken.samples)) == ([], list(chain("D")))


def test_a_listener_who_comes_late_hears_it_from_the_beginning(engine: SpeechLMEngine) -> None:
    sink = Listening(deaf=2)
    engine.stream(say("the cat Y sat on the mat"), Watch(), sink)
    assert heard(sink.whole) == list(chain("Y"))


def test_one_who_leaves_has_heard_the_beginning(engine: SpeechLMEngine) -> None:
    sink = Listening(most=2)
    engine.stream(say("the cat Y sat on the mat"), Watch(), sink)
    told = heard(sink.whole)
    assert 20 <= len(told) < len(chain("Y"))
    assert told == list(chain("Y"))[: len(told)]


def test_a_runaway_fails_after_it_was_heard(engine: SpeechLMEngine) -> None:
    sink = Listening()
    with pytest.raises(SynthesisFailed, match="a runaway"):
        engine.stream(say("the cat Z sat on the mat"), Watch(), sink)
    assert sink.pieces


def test_a_voice_slower_than_its_speech_begins_when_it_can_be_heard_to_its_end() -> None:
    pieces = Pieces(Streaming(), Listening(), alone, expected_s=10, frames_per_second=50)
    assert pieces._in_time(36, running_s=0.5)
    assert not pieces._in_time(36, running_s=1.44)  # half as fast: 20 s for 10 s of speech
    assert not pieces._in_time(240, running_s=9.6)
    assert pieces._in_time(260, running_s=10.4)
    assert pieces._in_time(600, running_s=24)  # it is longer than was thought


def vieneu(tmp_path: Path, codec: VieneuCodec) -> SpeechLMEngine:
    voice = tmp_path / "turbo.json"
    voice.write_text(f'{{"codes": [1.0{", 0" * 127}]}}')
    model = model_file(
        tmp_path,
        SMALL,
        prompt_format="turbo",
        codec={"kind": "vieneu-codec", "path": str(forge_codec(codec))},
        streaming=SHORT,
        frames_per_second=1,
    )
    spoken = model.voices["forged"].model_copy(update={"settings": {"file": str(voice)}})
    return SpeechLMEngine.load(
        model.model_copy(update={"voices": {"forged": spoken}}), slots=2, threads=1
    )


def test_how_long_a_code_sounds_is_taken_from_the_codec(tmp_path: Path) -> None:
    loaded, sink = vieneu(tmp_path, VieneuCodec(frame=320)), Listening()
    spoken = loaded.stream(say("the cat Y sat on the mat"), Watch(), sink)
    loaded.close()
    assert len(sink.pieces) > 1
    assert len(sink.whole) == len(spoken.samples) == 320 * len(chain("Y"))
    np.testing.assert_allclose(sink.whole[160::320] * 65_536, chain("Y"), atol=0.5)


def test_a_codec_that_cannot_be_cut_at_codes_is_heard_at_the_end(tmp_path: Path) -> None:
    loaded, sink = vieneu(tmp_path, VieneuCodec(odd=7)), Listening()
    with structlog.testing.capture_logs() as logs:
        spoken = loaded.stream(say("the cat Y sat on the mat"), Watch(), sink)
        loaded.close()
    assert [len(piece) for piece in sink.pieces] == [len(spoken.samples)]
    assert any("can't be cut at codes" in str(line.get("error")) for line in logs)

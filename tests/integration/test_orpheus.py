"""Orpheus: its prompt of ids, frames of seven codes, and SNAC's three levels of them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.kit.engine_cases import orpheus_model
from tests.kit.forge.codecs import SNAC_WEIGHTS, SnacCodec, forge_codec
from tests.kit.forge.gguf_models import ORPHEUS, forge
from tests.kit.forge.letters import chain
from voicefarm.errors import BadSetting, SynthesisFailed
from voicefarm.models import Catalogue, shipped_config
from worker.engines import Utterance
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.snac import BOOK, FRAME, HOP, Snac
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.prompts.orpheus import IDS
from worker.engines.speechlm.prompts.prompt_format import PromptContent, build_prompt
from worker.engines.speechlm.settings import read_settings
from worker.engines.testing.sinks import KeepingSink
from worker.slots.watch import Watch

SHIPPED = Catalogue(shipped_config() / "models")["orpheus-3b-q4km"]
TEXT = "the cat D sat <laugh> on the mat"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechLMEngine]:
    folder = tmp_path_factory.mktemp("orpheus")
    loaded = SpeechLMEngine.load(orpheus_model(folder), slots=4, threads=1)
    yield loaded
    loaded.close()


def say(text: str = TEXT, voice: str = "tara", seed: int = 0) -> Utterance:
    return Utterance(text, "en", voice, seed=seed)


def snac(*, one_batch: bool = False) -> Snac:
    return Snac.load(forge_codec(SnacCodec(one_batch)), threads=1, device="cpu")


def frames(count: int, seed: int = 0) -> tuple[int, ...]:
    """Codes of random frames, the first one all zeros."""
    drawn = np.random.default_rng(seed).integers(0, BOOK, (count, FRAME))
    drawn[0] = 0
    return tuple(map(int, (drawn + BOOK * np.arange(FRAME)).reshape(-1)))


def test_the_prompt_is_the_voice_and_the_text_between_ids() -> None:
    prompt = build_prompt("orpheus", PromptContent("Hello <sigh>\n there.", speaker="leo"))
    assert prompt == (128_259, "leo: Hello <sigh> there.", 128_009, 128_260, 128_261, 128_257)
    vocabulary = ORPHEUS.words
    assert {mark: vocabulary.id(mark) for mark in IDS} == IDS


def test_the_text_begins_after_a_begin_of_text(engine: SpeechLMEngine) -> None:
    parts = engine._parts
    ids = parts.tokenizer.tokenize((128_259, "tara: a", 128_009))
    letters = [ORPHEUS.words.letter(letter) for letter in ("t", "a", "r", "a", ":", "Ġ", "a")]
    assert ids == (128_259, 128_000, *letters, 128_009)
    assert parts.language_model.tokens.first == 128_266


def test_each_level_has_its_codes_and_code_zero_is_kept() -> None:
    codes = frames(5)
    (sound,) = snac().decode([Sounding(codes)])
    assert len(sound) == 5 * HOP
    own = np.array(codes).reshape(-1, FRAME) - BOOK * np.arange(FRAME)
    coarse, middle, fine = own[:, 0], own[:, [1, 4]].reshape(-1), own[:, [2, 3, 5, 6]].reshape(-1)
    expected = sum(
        weight * np.repeat(level, HOP >> depth)
        for depth, (level, weight) in enumerate(
            zip((coarse, middle, fine), SNAC_WEIGHTS, strict=True)
        )
    )
    np.testing.assert_allclose(sound, expected, rtol=1e-5, atol=1e-9)
    assert not sound[:HOP].any()


@pytest.mark.parametrize("one_batch", [False, True])
def test_utterances_of_equal_length_go_together_where_the_export_takes_them(
    one_batch: bool,
) -> None:
    codec = snac(one_batch=one_batch)
    assert codec.together == (1 if one_batch else 4)
    pair = [Sounding(frames(3, seed)) for seed in (1, 2)][: codec.together]
    for sounding, sound in zip(pair, codec.decode(pair), strict=True):
        np.testing.assert_array_equal(sound, codec.decode([sounding])[0])


@pytest.mark.parametrize("codes", [(0,) * 8, (0,) * 7, (*frames(2)[1:], 0)])
def test_codes_out_of_their_place_are_refused(codes: tuple[int, ...]) -> None:
    with pytest.raises(SynthesisFailed, match=r"set 'tokens\.frame' to 7"):
        snac().decode([Sounding(codes)])


def test_an_utterance_is_whole_frames_with_each_code_in_its_place(engine: SpeechLMEngine) -> None:
    expected = chain("D", frame=FRAME, codes=FRAME * BOOK)
    assert len(expected) % FRAME == 0
    spoken = engine.synthesize(say(), Watch())
    np.testing.assert_array_equal(spoken.samples, snac().decode([Sounding(expected)])[0])


def test_a_runaway_ends_at_its_budget(engine: SpeechLMEngine) -> None:
    with pytest.raises(SynthesisFailed, match="a runaway"):
        engine.synthesize(say("the cat Z sat on the mat"), Watch())


def test_a_voice_is_its_name_in_the_prompt(engine: SpeechLMEngine) -> None:
    counts = {
        name: engine.synthesize(say(voice=name), Watch()).facts["prompt_tokens"]
        for name in ("tara", "leo")
    }
    assert counts["tara"] == counts["leo"] + 1  # a byte is a token here


def test_it_is_heard_in_pieces_of_whole_frames(engine: SpeechLMEngine) -> None:
    sink = KeepingSink()
    spoken = engine.stream(say("the cat Y sat on the mat"), Watch(), sink)
    assert len(sink.pieces) > 1
    np.testing.assert_allclose(np.concatenate(sink.pieces), spoken.samples, atol=1e-6)


def test_the_shipped_file_names_the_tokens_of_its_vocabulary() -> None:
    tokens, words = read_settings(SHIPPED).tokens, ORPHEUS.words
    assert words.id(tokens.name(0)) == 128_266
    assert words.id(tokens.name(tokens.codes - 1)) == 156_937
    assert words.id(tokens.end) == 128_258
    assert list(SHIPPED.voices) == ["tara", "leah", "jess", "leo", "dan", "mia", "zac", "zoe"]


def test_a_model_of_another_vocabulary_is_told(tmp_path: Path) -> None:
    fitting = orpheus_model(tmp_path)
    assert not SpeechLMEngine.check(fitting, slots=1)
    other = fitting.settings | {"weights": {"path": str(forge(ORPHEUS))}, "prompt_format": "chat"}
    problems = SpeechLMEngine.check(fitting.model_copy(update={"settings": other}), slots=1)
    assert "needs <|TEXT_PROMPT_START|>" in str(problems[0])


def test_pieces_that_cut_frames_are_refused(tmp_path: Path) -> None:
    model = orpheus_model(tmp_path)
    cut = model.settings | {"streaming": {"piece": 25}}
    with pytest.raises(BadSetting, match=r"give 'streaming\.piece' in whole frames of 7 codes"):
        read_settings(model.model_copy(update={"settings": cut}))

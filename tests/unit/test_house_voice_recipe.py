"""The house voice's recipe, where it needs no teacher and no torch."""

import random
import unicodedata
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from tests.kit.house_voice import HOUSE
from training.house_voice.codes import CODES, LEVELS, levels_of, misread, steps_of
from training.house_voice.corpus import SHORT, Line, Utterance, read_codes, write_codes
from training.house_voice.decoder import FAST, SIGHT, SLOW, WIDTH, Weights, write_decoder
from training.house_voice.filters import BANDS, TURNS
from training.house_voice.frames import HOP, RATE
from training.house_voice.texts import LONGEST, draw_texts
from training.house_voice.vietnamese import VietnameseWords
from training.house_voice.vocabulary import CHARACTERS, Vocabulary
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.neucodec import NeuCodec

FLAT, SILENT = 0.0, -30.0
"""Log levels of a filter that changes nothing, and of one that lets nothing through."""


def weights(pitch: float, tone: float, noise: float) -> Weights:
    """Of a shaper that tells the same of all codes."""
    made: Weights = {"first.weight": np.zeros((WIDTH, len(LEVELS), SIGHT), np.float32)}
    for name in (*(f"slow.{it}" for it in range(SLOW)), *(f"fast.{it}" for it in range(FAST))):
        made[f"{name}.sight.weight"] = np.zeros((WIDTH, 1, SIGHT), np.float32)
        made[f"{name}.up.weight"] = np.ones((8, WIDTH), np.float32)
        made[f"{name}.down.weight"] = np.ones((WIDTH, 8), np.float32)
        made[f"{name}.up.bias"] = np.zeros(8, np.float32)
        for part in ("sight.bias", "norm.weight", "norm.bias", "down.bias"):
            made[f"{name}.{part}"] = np.zeros(WIDTH, np.float32)
    made["twice.weight"] = np.ones((2 * WIDTH, WIDTH), np.float32)
    made["twice.bias"] = np.zeros(2 * WIDTH, np.float32)
    made["last.weight"] = np.ones((1 + 2 * BANDS + TURNS, WIDTH), np.float32)
    told = [pitch, *[tone] * BANDS, *[noise] * BANDS, *[0.0] * TURNS]
    made["last.bias"] = np.array(told, np.float32)
    for name in ("first.bias", "norm.weight", "norm.bias"):
        made[name] = np.zeros(WIDTH, np.float32)
    return made


def codec_of(folder: Path, pitch: float, tone: float, noise: float) -> NeuCodec:
    """The decoder of such a shaper, as the engine loads it."""
    path = folder / "codec.onnx"
    write_decoder(path, weights(pitch, tone, noise), seed=1)
    return NeuCodec.load(path, threads=1, device="cpu")


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> NeuCodec:
    """A decoder that hums at 100 Hz."""
    return codec_of(tmp_path_factory.mktemp("house"), 0, FLAT, SILENT)


def sound(codec: NeuCodec, *codes: int) -> NDArray[np.float32]:
    return codec.decode([Sounding(codes)])[0]


@pytest.mark.parametrize("count", [1, 2, 7, 200])
def test_a_code_is_20_ms(codec: NeuCodec, count: int) -> None:
    assert sound(codec, *range(count)).shape == (HOP * count,)


def test_equal_codes_give_equal_sound_alone_and_together(codec: NeuCodec) -> None:
    codes = tuple(np.random.default_rng(1).integers(0, CODES, 40).tolist())
    alone = sound(codec, *codes)
    for made in codec.decode([Sounding(codes), Sounding(codes)]):
        np.testing.assert_array_equal(made, alone)


def test_voice_has_its_pitch_throughout_a_minute(codec: NeuCodec) -> None:
    made = sound(codec, *[5] * 3000)
    last = made[-RATE:].astype(np.float64)
    alike = np.fft.irfft(np.abs(np.fft.rfft(last, 2 * RATE)) ** 2)
    period = 150 + int(alike[150:400].argmax())
    assert period == pytest.approx(RATE / 100, abs=1)
    assert float(np.sqrt(np.mean(last**2))) == pytest.approx(1, rel=0.1)


def test_noise_has_the_power_of_voice_and_no_pitch(tmp_path: Path) -> None:
    made = sound(codec_of(tmp_path, 0, SILENT, FLAT), *[5] * 100).astype(np.float64)
    alike = np.fft.irfft(np.abs(np.fft.rfft(made, 2 * len(made))) ** 2)
    assert float(np.sqrt(np.mean(made**2))) == pytest.approx(1, rel=0.1)
    assert np.abs(alike[150:400]).max() < 0.1 * alike[0]


def test_filters_that_let_nothing_through_are_silent(tmp_path: Path) -> None:
    made = sound(codec_of(tmp_path, 0, SILENT, SILENT), *[5] * 20)
    assert np.abs(made).max() < 1e-9


def test_the_decoder_has_neucodecs_signature(codec: NeuCodec) -> None:
    session: onnxruntime.InferenceSession = codec._session
    made = session.run(None, {"codes": np.zeros((3, 1, 9), np.int32)})[0]
    assert (made.shape, made.dtype) == ((3, 1, 480 * 9 - 480), np.float32)


def test_every_code_has_levels_of_its_own() -> None:
    steps, levels = steps_of(), levels_of()
    assert len(np.unique(steps, axis=0)) == CODES
    assert steps.max(axis=0).tolist() == [count - 1 for count in LEVELS]
    assert (levels.min(), levels.max()) == (-1, 1)


def test_a_misread_code_is_a_level_or_two_off() -> None:
    codes = np.random.default_rng(1).integers(0, CODES, 20_000)
    read = misread(codes, 0.1, np.random.default_rng(2))
    moved = np.abs(steps_of()[codes] - steps_of()[read]).sum(1)
    assert moved.max() == 2
    assert (moved > 0).mean() == pytest.approx(0.15, abs=0.03)
    np.testing.assert_array_equal(misread(codes, 0, np.random.default_rng(2)), codes)


def test_codes_and_places_are_read_as_they_were_written(tmp_path: Path) -> None:
    texts = [Line("en", "a", "ab", False), Line("en", "b", "cde", True)]
    written = [
        Utterance(1, "cde", np.array([0, 0, 2], np.int16), np.array([7, 8, 9], np.int16)),
        Utterance(0, "ab", np.array([1], np.int16), np.array([4374], np.int16)),
    ]
    write_codes(tmp_path / "codes.npz", written)
    found = list(read_codes(tmp_path / "codes.npz", texts))
    assert [(it.line, it.phonemes) for it in found] == [(1, "cde"), (0, "ab")]
    assert [it.places.tolist() for it in found] == [[0, 0, 2], [1]]
    assert [it.codes.tolist() for it in found] == [[7, 8, 9], [4374]]


def test_texts_fit_a_chunk_and_come_out_the_same_again() -> None:
    first, again = (
        list(islice(draw_texts("vi", VietnameseWords(), 3, short=0.5), 300)) for _ in range(2)
    )
    assert first == again
    assert max(len(text.words) for text in first) in range(200, LONGEST + 1)
    assert all(unicodedata.is_normalized("NFC", text.words) for text in first)


def test_one_training_text_in_ten_is_longer_than_a_chunk_of_the_voice() -> None:
    texts = islice(draw_texts("vi", VietnameseWords(), 3, short=SHORT), 600)
    lengths = sorted(len(text.words) for text in texts)
    assert lengths[-60] > HOUSE.budget


def test_vietnamese_syllables_are_spelled_by_the_rules() -> None:
    words = VietnameseWords()(random.Random(1), 3000)
    for wrong in ("ce", "ci", "cê", "ge", "gê", "nge", "ngê", "ngi", "quu", "quo", "giii"):
        assert not [word for word in words if word.startswith(wrong)]


def test_every_character_of_a_prompt_is_one_token() -> None:
    words = Vocabulary(CHARACTERS, CODES)
    phonemes = 'həlˈoʊ, tʃˈaː2w t̪ˈi! "sˈe-ɜc"?'
    ids = words.prompt(phonemes)
    assert len(ids) == len(phonemes) + 3
    assert [words.tokens[id] for id in ids[1:-2]] == [
        "Ġ" if character == " " else character for character in phonemes
    ]
    assert len(set(words.tokens)) == len(words.tokens)

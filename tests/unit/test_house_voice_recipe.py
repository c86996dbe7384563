"""The house voice's recipe, where it needs no teacher and no torch."""

import random
import unicodedata
from itertools import islice

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from training.house_voice.decoder import write_decoder
from training.house_voice.frames import HOP, ORDER, RATE
from training.house_voice.spectra import BANDS, SIZE, Spectra
from training.house_voice.tables import (
    CODES,
    PITCHES,
    SILENCE,
    SILENT,
    UNVOICED,
    VOICED,
    Tables,
)
from training.house_voice.texts import LONGEST, draw_texts
from training.house_voice.vietnamese import VietnameseWords
from training.house_voice.vocabulary import CHARACTERS, Vocabulary
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.neucodec import NeuCodec

HUNDRED_HERTZ = 5
"""The voiced code of the first envelope at 100 Hz."""


@pytest.fixture(scope="module")
def tables() -> Tables:
    envelopes = np.zeros((VOICED + UNVOICED, ORDER), np.float32)
    envelopes[-1, 0] = SILENT - 1
    return Tables(envelopes, np.linspace(75, 150, PITCHES, dtype=np.float32))


@pytest.fixture(scope="module")
def codec(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> NeuCodec:
    """A decoder whose envelopes are all flat, as the engine loads it."""
    path = tmp_path_factory.mktemp("house") / "codec.onnx"
    flat = np.zeros((ORDER, SIZE // 2 + 1), np.float32)
    gain = np.ones(VOICED + UNVOICED, np.float32)
    gain[-1] = 0
    noise = np.full((VOICED + UNVOICED, BANDS), -20, np.float32)
    noise[VOICED:] = 0
    write_decoder(path, tables, Spectra(flat, flat, noise, gain), seed=1)
    return NeuCodec.load(path, threads=1, device="cpu")


def sound(codec: NeuCodec, *codes: int) -> NDArray[np.float32]:
    return codec.decode([Sounding(codes)])[0]


@pytest.mark.parametrize("count", [1, 2, 7, 200])
def test_a_code_is_20_ms(codec: NeuCodec, count: int) -> None:
    assert sound(codec, *[HUNDRED_HERTZ] * count).shape == (HOP * count,)


def test_equal_codes_give_equal_sound_alone_and_together(codec: NeuCodec) -> None:
    codes = tuple(np.random.default_rng(1).integers(0, CODES, 40).tolist())
    alone = sound(codec, *codes)
    for made in codec.decode([Sounding(codes), Sounding(codes)]):
        np.testing.assert_array_equal(made, alone)


def test_voice_has_its_pitch_throughout_a_minute(codec: NeuCodec, tables: Tables) -> None:
    made = sound(codec, *[HUNDRED_HERTZ] * 3000)
    last = made[-RATE:].astype(np.float64)
    alike = np.fft.irfft(np.abs(np.fft.rfft(last, 2 * RATE)) ** 2)
    period = 150 + int(alike[150:400].argmax())
    assert period == pytest.approx(RATE / tables.pitches[HUNDRED_HERTZ], abs=1)
    assert float(np.sqrt(np.mean(last**2))) == pytest.approx(1, rel=0.1)


def test_noise_has_the_power_of_voice_and_no_pitch(codec: NeuCodec) -> None:
    made = sound(codec, *[VOICED * PITCHES] * 100).astype(np.float64)
    alike = np.fft.irfft(np.abs(np.fft.rfft(made, 2 * len(made))) ** 2)
    assert float(np.sqrt(np.mean(made**2))) == pytest.approx(1, rel=0.1)
    assert np.abs(alike[150:400]).max() < 0.1 * alike[0]


def test_the_code_of_silence_is_silent(codec: NeuCodec) -> None:
    assert not sound(codec, *[SILENCE] * 20).any()


def test_the_decoder_has_neucodecs_signature(codec: NeuCodec) -> None:
    session: onnxruntime.InferenceSession = codec._session
    made = session.run(None, {"codes": np.zeros((3, 1, 9), np.int32)})[0]
    assert (made.shape, made.dtype) == ((3, 1, 480 * 9 - 480), np.float32)


def test_a_frame_is_coded_as_its_nearest_envelope_and_pitch() -> None:
    rng = np.random.default_rng(1)
    tables = Tables(
        rng.standard_normal((VOICED + UNVOICED, ORDER)).astype(np.float32),
        np.geomspace(75, 150, PITCHES).astype(np.float32),
    )
    envelope, pitch = tables.parts()
    codes = rng.integers(0, CODES, 500)
    heights = np.append(tables.pitches, 0)[pitch[codes]]
    coded = tables.encode(heights * 1.01, tables.envelopes[envelope[codes]])
    np.testing.assert_array_equal(coded, codes)


def test_texts_fit_a_chunk_and_come_out_the_same_again() -> None:
    first, again = (
        list(islice(draw_texts("vi", VietnameseWords(), 3, short=0.5), 300)) for _ in range(2)
    )
    assert first == again
    assert max(len(text.words) for text in first) in range(200, LONGEST + 1)
    assert all(unicodedata.is_normalized("NFC", text.words) for text in first)


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

"""Piper's voices without a network: ids, passages, frames, word times, windows, JSON files."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.kit.forge.piper_voices import PiperVoice, voice_fields
from voicefarm.errors import BadSetting
from worker.engines.piper.symbols import encode
from worker.engines.piper.voice_file import VoiceFile, read_voice_file
from worker.engines.piper.windows import WINDOW, decoded, windows
from worker.language.durations import whole_frames, word_times
from worker.language.passages import MOST, passages
from worker.language.pronunciation import PronouncedWord


def voice(**fields: Any) -> VoiceFile:
    ids = {"_": [0], "^": [1], "$": [2], " ": [3], "a": [4], "b": [5, 6], "\u0327": [7], "c": [8]}
    table = {"audio": {"sample_rate": 22_050}, "phoneme_id_map": ids}
    return VoiceFile.model_validate(table | fields)


def test_a_pad_stands_behind_each_sign_and_behind_the_beginning() -> None:
    symbols = encode("a b", voice())
    assert symbols.ids == (1, 0, 4, 0, 3, 0, 5, 6, 0, 2)
    assert symbols.places == (2, 4, 6, 9)
    assert symbols.said == 2


def test_characters_are_decomposed_and_unknown_ones_left_out() -> None:
    symbols = encode("ç?a", voice())
    assert symbols.ids == (1, 0, 8, 0, 7, 0, 4, 0, 2)
    assert symbols.places == (2, 6, 6, 8)


def test_a_text_can_not_end_itself() -> None:
    assert encode("^_$", voice()).ids == (1, 0, 2)


def test_signs_are_replaced_by_the_phoneme_map() -> None:
    assert encode("x", voice(phoneme_map={"x": ["a", "c"]})).ids == (1, 0, 4, 0, 8, 0, 2)


def test_capitals_are_read_as_small_letters_where_a_voice_knows_no_others() -> None:
    assert encode("A", voice()).ids == encode("a", voice()).ids


def test_a_passage_is_a_sentence() -> None:
    text = "One, two. Three? “Four!” Node.js"
    spoken = [text[slice(*span)] for span in passages(text)]
    assert spoken == ["One, two.", "Three?", "“Four!” Node.js"]


def test_a_sentence_without_an_end_is_cut_at_a_comma_or_a_space() -> None:
    text = "a" * 300 + ", " + "word " * 300 + "x" * 2000
    spans = list(passages(text))
    assert text[slice(*spans[0])].endswith("a,")
    assert text[slice(*spans[1])].endswith("word")
    assert all(0 < end - start <= MOST for start, end in spans)
    assert "".join(text[slice(*span)] for span in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.2, 1.5])
def test_speech_is_as_long_as_its_speed_says(speed: float) -> None:
    durations = np.random.default_rng(0).exponential(2.3, 400).astype(np.float32)
    frames = whole_frames(durations, speed)
    assert frames.sum() == pytest.approx(np.ceil(durations).sum() / speed, rel=0.01)
    assert (frames >= 1).all()
    assert (frames == np.round(frames)).all()


def test_at_its_own_speed_frames_are_rounded_as_the_network_does() -> None:
    assert whole_frames(np.array([0.2, 1.0, 2.1], np.float32), 1.0).tolist() == [1, 1, 3]


def test_speech_that_can_not_get_faster_has_a_frame_an_id() -> None:
    assert whole_frames(np.array([0.5, 0.5, 0.5], np.float32), 1.5).tolist() == [1, 1, 1]


def test_words_that_are_said_as_one_share_its_time_by_their_letters() -> None:
    words = [PronouncedWord(0, 4, (0, 1)), PronouncedWord(5, 8, (2,))]
    samples = np.array([0, 10, 20, 30, 50, 60, 70, 80, 90])
    times = list(word_times(words, samples, [(0, 2), (3, 6), (7, 12)]))
    assert times == [(0, 20, 0, 2), (20, 50, 3, 3), (60, 90, 7, 5)]


@pytest.mark.parametrize("frames", [1, 7, WINDOW, WINDOW + 1, 3 * WINDOW + 50])
def test_windows_follow_one_another_without_gaps(frames: int) -> None:
    edges = list(windows(frames))
    assert edges[0][0] == 0
    assert edges[-1][1] == frames
    assert all(one[1] == two[0] for one, two in pairwise(edges))
    assert all(end - start <= WINDOW for start, end in edges)


def test_a_window_sounds_as_it_does_in_the_whole() -> None:
    sound = np.random.default_rng(0).normal(size=(1, 1, 1000)).astype(np.float32)

    def decode(latent: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.repeat(np.convolve(latent[0, 0], np.ones(21), "same"), 2).astype(np.float32)

    np.testing.assert_allclose(np.concatenate([*decoded(sound, decode)]), decode(sound), rtol=1e-5)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"phoneme_type": "pinyin"}, "phoneme_type"),
        ({"audio": {}}, "audio.sample_rate"),
        ({"phoneme_id_map": {"a": [1]}}, "lacks _ \\^ \\$"),
        ({"num_symbols": 3}, "id"),
        ({"inference": {"length_scale": 0}}, "inference.length_scale"),
    ],
)
def test_a_fault_in_a_json_file_is_named(
    tmp_path: Path, fields: dict[str, Any], complaint: str
) -> None:
    path = tmp_path / "voice.onnx.json"
    path.write_text(json.dumps(voice_fields(PiperVoice()) | fields), "utf-8")
    with pytest.raises(BadSetting, match=complaint):
        read_voice_file(path)

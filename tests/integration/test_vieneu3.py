"""VieNeu v3 on forged graphs: frames, emotions, batches, and files that don't fit."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from tests.kit.forge.vieneu3_graphs import (
    CODEBOOKS,
    FRAME,
    Vieneu3Graphs,
    forge_graph,
    vieneu3_model,
    voices_file,
    write_heads,
)
from voicefarm.errors import BadSetting, Runaway, SynthesisFailed, UnknownName, VoicefarmError
from voicefarm.models import Model
from worker.engines import Speech, Utterance
from worker.engines.vieneu3.engine import Vieneu3Engine
from worker.engines.vieneu3.networks import CachedNetwork
from worker.engines.vieneu3.prompt import prompt_ids, with_emotions
from worker.engines.vieneu3.settings import read_settings
from worker.engines.vieneu3.voices import load_speakers
from worker.slots.watch import Watch

TEXT = "a cat sat on the mat"
"""15 letters, half a frame each."""


def say(model: Model, text: str = TEXT, *, voice: str = "hai", seed: int = 0) -> Speech:
    """Load, speak and close."""
    engine = Vieneu3Engine.load(model, slots=2, threads=1)
    try:
        return engine.synthesize(Utterance(text, "vi", voice, seed=seed), Watch())
    finally:
        engine.close()


def test_a_frame_is_3840_samples_and_the_last_one_is_heard(tmp_path: Path) -> None:
    speech = say(vieneu3_model(tmp_path))
    assert speech.facts["frames"] == 9  # 7.5 are asked for, and the end comes after the next one
    assert len(speech.samples) == 9 * FRAME


def test_a_prompt_has_the_text_between_its_marks_and_then_the_voice(tmp_path: Path) -> None:
    rows = {name: say(vieneu3_model(tmp_path), voice=name).facts["prompt_rows"]
            for name in ("hai", "ly")}  # fmt: skip
    assert rows["ly"] - rows["hai"] == 3
    assert prompt_ids("ab", 2, lambda text: [len(text)]) == [18, 3, 2, 4]


@pytest.mark.parametrize(
    ("phonemes", "read"),
    [
        ("a [cười] .", "a <|emotion_1|>."),
        ("[sigh] a", "<|emotion_2|> a"),
        ("a <|emotion_3|> b", "a <|emotion_3|> b"),
        ("a [hắng giọng], b", "a <|emotion_3|>, b"),
        ("a <gasp> b", "a b"),
    ],
)
def test_an_emotion_is_a_token_and_other_sounds_are_left_out(phonemes: str, read: str) -> None:
    assert with_emotions(phonemes) == read


def test_graphs_of_several_utterances_give_the_length_that_graphs_of_one_give(
    tmp_path: Path,
) -> None:
    texts = [TEXT, f"{TEXT} {TEXT}", "a cat", TEXT]
    lengths = []
    for batch in (True, False):
        engine = Vieneu3Engine.load(
            vieneu3_model(tmp_path, Vieneu3Graphs(batch=batch)), slots=4, threads=1
        )
        with ThreadPoolExecutor(4) as slots:
            speeches = slots.map(
                lambda text: engine.synthesize(Utterance(text, "vi", "hai"), Watch()),  # noqa: B023
                texts,
            )
            lengths.append([len(speech.samples) for speech in speeches])
        engine.close()
    assert lengths[0] == lengths[1]


@pytest.mark.parametrize("batch", [True, False])
def test_whether_a_graph_takes_several_utterances_is_tried(batch: bool) -> None:
    path = forge_graph("acoustic", Vieneu3Graphs(batch=batch))
    network = CachedNetwork.open(path, "token_emb", threads=1)
    assert network.takes_several(16, behind=4) is batch


def test_weights_in_a_file_of_their_own_are_found_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    model = vieneu3_model(tmp_path)
    onnx.save_model(
        onnx.load(forge_graph("codec")),
        tmp_path / "codec.onnx",
        save_as_external_data=True,
        location="shared.data",
        size_threshold=1024,
    )
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "shared.data").rename(tmp_path / "elsewhere" / "shared.data")
    files = {
        "codec": {"path": "codec.onnx"},
        "codec_data": {"path": "elsewhere/shared.data"},
    }
    model = model.model_copy(update={"settings": model.settings | files}).lying_in(tmp_path)
    assert say(model).facts["frames"] == 9


def test_the_likeliest_codes_do_not_depend_on_the_seed(tmp_path: Path) -> None:
    model = vieneu3_model(tmp_path, sampling={"temperature": 0})
    first, second = (say(model, seed=seed) for seed in (1, 2))
    assert not first.dice
    assert np.array_equal(first.samples, second.samples)


def test_speech_without_an_end_is_a_runaway(tmp_path: Path) -> None:
    model = vieneu3_model(tmp_path, limits={"frames_per_character": 0.01, "extra_frames": 2})
    with pytest.raises(Runaway, match="within 2 frames"):
        say(model)


def test_a_text_longer_than_the_context_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="shorter sentence"):
        say(vieneu3_model(tmp_path, context=64), "cat " * 30)


def test_figures_that_are_no_numbers_fail_the_take(tmp_path: Path) -> None:
    broken = {"path": str(forge_graph("acoustic", Vieneu3Graphs(defect="nan")))}
    with pytest.raises(SynthesisFailed, match="not numbers"):
        say(vieneu3_model(tmp_path, acoustic=broken))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"speaker_emb": [0.5] * 10}, "speaker_emb"),
        ({"speaker_emb": [0.0] * 192}, "zeros"),
        ({"speaker_emb": ["loud"] * 192}, "speaker_emb"),
        ({"codes": [[0] * 15]}, "codes"),
        ({"codes": [[1024] * CODEBOOKS]}, "codes"),
        ({"codes": [0.5]}, "codes"),
        ({"speaker_emb": None}, "speaker_emb"),
    ],
)
def test_a_voice_that_does_not_fit_is_refused_by_what_is_wrong(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    model, content = vieneu3_model(tmp_path), voices_file()
    content["presets"]["Hai"] |= change
    (tmp_path / "voices.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadSetting, match=complaint):
        load_speakers(read_settings(model), model)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"{", BadSetting),
        (b"[]", BadSetting),
        (b"{}", BadSetting),
        (b'{"presets": {"Other": {}}, "default_voice": "Hai"}', UnknownName),
    ],
)
def test_a_file_of_voices_that_is_none_is_refused(
    tmp_path: Path, content: bytes, error: type[VoicefarmError]
) -> None:
    model = vieneu3_model(tmp_path)
    (tmp_path / "voices.json").write_bytes(content)
    with pytest.raises(error):
        load_speakers(read_settings(model), model)


@pytest.mark.parametrize(
    "key", ["prefill", "decode_step", "acoustic", "codec", "heads", "tokenizer"]
)
@pytest.mark.parametrize("content", [None, b"", b"<html>not found</html>"])
def test_a_file_that_is_none_is_named_by_the_check_and_refused_at_load(
    tmp_path: Path, key: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "bad.bin").write_bytes(content)
    model = vieneu3_model(tmp_path)
    settings = model.settings | {key: {"path": "bad.bin"}}
    model = model.model_copy(update={"settings": settings}).lying_in(tmp_path)
    problems = Vieneu3Engine.check(model, slots=1)
    assert len(problems) == 1
    assert "bad.bin" in str(problems[0])
    with pytest.raises(VoicefarmError, match=r"bad\.bin"):
        Vieneu3Engine.load(model, slots=1, threads=1)


def test_graphs_that_were_exchanged_are_named(tmp_path: Path) -> None:
    model = vieneu3_model(tmp_path)
    exchanged = {"acoustic": model.settings["decode_step"]}
    model = model.model_copy(update={"settings": model.settings | exchanged}).lying_in(tmp_path)
    assert ["not a network" in str(one) for one in Vieneu3Engine.check(model, slots=1)] == [True]


@pytest.mark.parametrize(
    ("tables", "complaint"),
    [
        ({"xvec_w": None}, "xvec_w"),
        ({"audio_emb": np.zeros((8, 1024, 16), np.float32)}, "audio_emb"),
        ({"xvec_b": np.zeros(3, np.float32)}, "xvec_b"),
    ],
)
def test_tables_that_do_not_fit_are_named(
    tmp_path: Path, tables: dict[str, Any], complaint: str
) -> None:
    model = vieneu3_model(tmp_path)
    write_heads(tmp_path / "heads.npz", **tables)
    (problem,) = Vieneu3Engine.check(model, slots=1)
    assert complaint in str(problem)


def test_another_sample_rate_is_refused(tmp_path: Path) -> None:
    model = vieneu3_model(tmp_path).model_copy(update={"sample_rate": 24_000})
    with pytest.raises(BadSetting, match="48000"):
        Vieneu3Engine.load(model, slots=1, threads=1)

"""Piper voices in 8 bits: what is kept, and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.kit.forge.piper_voices import PiperVoice, forge_piper, piper_model
from voicefarm.errors import BadInput
from voicefarm.models import Catalogue, shipped_config
from voicefarm.settings import Settings
from worker.engines import Utterance
from worker.engines.piper import choice
from worker.engines.piper.engine import PiperEngine
from worker.engines.piper.network import Network
from worker.engines.piper.settings import read_settings
from worker.slots.watch import Watch
from worker.voices.quantizing.calibration_feeds import MOST_FEEDS, calibration_feeds
from worker.voices.quantizing.network_files import KINDS, decoder_convolutions
from worker.voices.quantizing.quantizing import quantize
from worker.voices.quantizing.trial import Trial, average_spectrum

MODELS = Catalogue(shipped_config() / "models")


@pytest.mark.parametrize(
    ("trial", "reason"),
    [
        (Trial(1.2, 0.02, 0.01, 0.5), ""),
        (Trial(1.2, None, None, 0.5), ""),
        (Trial(1.04, 0.01, 0.01, 0.5), "1.04 times as fast"),
        (Trial(0.3, 0.01, 0.01, 0.5), "0.30 times as fast"),
        (Trial(1.5, 0.06, 0.01, 0.5), "5.0% more of its letters"),
        (Trial(1.5, 0.01, 0.01, 3.0), "3.0 dB from the original's"),
    ],
)
def test_what_is_slower_or_sounds_worse_is_refused(trial: Trial, reason: str) -> None:
    assert (reason in trial.refusal) if reason else trial.refusal == ""


def test_a_louder_sound_has_its_spectrum_as_much_higher() -> None:
    noise = np.random.default_rng(1).standard_normal(48_000).astype(np.float32) * 0.1
    assert average_spectrum(noise * 2) - average_spectrum(noise) == pytest.approx(6.02, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_a_quantized_network_is_cut_and_speaks_as_the_original_does(
    kind: str, tmp_path: Path
) -> None:
    model = piper_model(tmp_path, PiperVoice())
    source, out = forge_piper(PiperVoice()), tmp_path / "small.onnx"
    KINDS[kind](source, out, calibration_feeds(model))
    assert Network.load(out).inputs == Network.load(source).inputs


def test_calibration_gives_the_true_inputs_of_a_few_sentences(tmp_path: Path) -> None:
    feeds = calibration_feeds(piper_model(tmp_path, PiperVoice(speakers=2)))
    assert len(feeds) == MOST_FEEDS
    assert set(feeds[0]) == {"input", "input_lengths", "scales", "sid"}
    assert feeds[0]["input"].shape == (1, feeds[0]["input_lengths"][0])


def test_only_convolutions_behind_the_upsampling_count_as_the_decoder() -> None:
    names = decoder_convolutions(forge_piper(PiperVoice()))
    assert len(names) == len(set(names))


def test_models_of_other_engines_are_refused(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    with pytest.raises(BadInput, match="has the engine 'kokoro'"):
        quantize(settings, MODELS["kokoro"], ["dynamic"], tmp_path / "out.onnx")
    assert not (tmp_path / "out.onnx").exists()


@pytest.mark.parametrize(
    ("providers", "with_quantized", "kind"),
    [
        (["CPUExecutionProvider"], False, "original"),
        (["CPUExecutionProvider"], True, "quantized"),
        (["CoreMLExecutionProvider", "CPUExecutionProvider"], True, "CoreML"),
    ],
)
def test_coreml_goes_before_quantized_and_that_before_the_original(
    providers: list[str],
    with_quantized: bool,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = tmp_path / "small.onnx"
    small.write_bytes(forge_piper(PiperVoice()).read_bytes())
    further: dict[str, Any] = {"quantized": {"path": str(small)}} if with_quantized else {}
    model = piper_model(tmp_path, **further)
    monkeypatch.setattr(choice, "_providers", lambda: providers)
    chosen = choice.choose_network(read_settings(model), model.name)
    assert chosen.kind == kind
    assert (chosen.path == small) == (kind == "quantized")
    assert chosen.providers[0] == providers[0]


def test_a_quantized_network_that_is_not_here_leaves_the_original(tmp_path: Path) -> None:
    model = piper_model(tmp_path, quantized={"path": str(tmp_path / "gone.onnx")})
    assert choice.choose_network(read_settings(model), model.name).kind == "original"


def test_the_engine_speaks_by_the_quantized_network(tmp_path: Path) -> None:
    small = tmp_path / "small.onnx"
    KINDS["dynamic"](forge_piper(PiperVoice()), small, [])
    model = piper_model(tmp_path, quantized={"path": str(small)})
    engine = PiperEngine.load(model, slots=1, threads=1)
    speech = engine.synthesize(Utterance("Good morning.", "en", "speaker-0"), Watch())
    engine.close()
    assert speech.samples.any()
    assert "quantized" in PiperEngine.files(model)

"""A packed model on a farm that doesn't have its original, as a user meets it."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime", reason="an extra: piper")
pytest.importorskip("onnx", reason="for the forged voice")

import soundfile

from tests.kit.commands import Commands
from tests.kit.forge.piper_voices import piper_model
from tests.kit.valkey_server import ValkeyServer
from worker.model_tools.packing.toml_text import toml_text


def test_a_packed_model_speaks_on_a_farm_without_its_original(
    here: Commands, valkey: ValkeyServer, namespace: str, tmp_path: Path
) -> None:
    originals = tmp_path / "originals"
    originals.mkdir()
    model = piper_model(originals)
    fields = model.model_dump(mode="json", exclude={"name"}, exclude_none=True)
    (originals / "forged-piper.toml").write_text(toml_text(fields), "utf-8")
    here.settings["VOICEFARM_MODELS_DIR"] = str(originals)
    told = here.json("models", "package", "forged-piper", "packed", "--name", "carried")
    assert told["model"] == "carried"
    shutil.rmtree(originals)
    here.settings |= {
        "VOICEFARM_MODELS_DIR": str(here.folder / "packed"),
        "VOICEFARM_REDIS_URL": valkey.url,
        "VOICEFARM_NAMESPACE": namespace,
    }
    with here.worker("--model", "carried"):
        made = here.json("narrate", "-", "--model", "carried", "-o", "a.wav", stdin="A ferry.")
    assert made["model"] == "carried"
    assert soundfile.info(here.folder / "a.wav").duration > 0

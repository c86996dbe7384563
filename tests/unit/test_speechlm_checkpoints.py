"""A checkpoint's folder is judged by its headers, without torch."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tokenizers", reason="an extra: model-tools")
pytest.importorskip("gguf", reason="an extra: model-tools")

from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import Recipe
from tests.kit.forge.vocabulary import vocabulary
from voicefarm.errors import BadSetting, EngineUnavailable
from worker.engines.speechlm.memory import memory_need
from worker.engines.speechlm.pytorch import backbone
from worker.engines.speechlm.pytorch.backbone import PYTORCH
from worker.engines.speechlm.pytorch.checkpoint import CheckpointFolder
from worker.engines.speechlm.settings import SpeechLMSettings, read_settings
from worker.model_files.local import located, verified

TINY = Recipe(codes=64)
WORDS = vocabulary(TINY.codes, 0, control=False, with_end=True, gap=None)
CONFIG = {
    "model_type": "qwen3",
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "hidden_size": 64,
    "max_position_embeddings": 1024,
}


def write(folder: Path, **config: Any) -> Path:
    """A checkpoint with one tensor of 6 values, and a whole vocabulary."""
    folder.mkdir()
    ids = {token: index for index, token in enumerate(WORDS.tokens)}
    model = {"type": "WordLevel", "vocab": ids, "unk_token": "?"}
    table = {"model": model, "version": "1.0"}
    (folder / "tokenizer.json").write_text(json.dumps(table))
    (folder / "config.json").write_text(json.dumps(CONFIG | config))
    header = json.dumps({"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).encode()
    (folder / "model.safetensors").write_bytes(
        len(header).to_bytes(8, "little") + header + bytes(24)
    )
    return folder


def settings_for(folder: Path, weights: Path, **more: Any) -> SpeechLMSettings:
    table = {"backbone": "pytorch", "weights": {"path": str(weights)}} | more
    return read_settings(model_file(folder, TINY, **table))


@pytest.fixture
def with_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if torch and transformers were installed, which a check never imports."""
    monkeypatch.setattr(backbone, "installed", lambda: True)


@pytest.mark.usefixtures("with_libraries")
def test_a_whole_checkpoint_has_no_problems(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    assert PYTORCH.check(folder, settings_for(tmp_path, folder)) == []
    assert CheckpointFolder.open(folder).parameters == 6


@pytest.mark.usefixtures("with_libraries")
@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_without_one_of_its_files_is_refused(name: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    (folder / name).unlink()
    (problem,) = PYTORCH.check(folder, settings_for(tmp_path, folder))
    assert f"has no {name}: let 'settings.weights' be a folder" in str(problem)
    with pytest.raises(EngineUnavailable, match=f"has no {name}"):
        PYTORCH.load(folder, settings_for(tmp_path, folder), slots=1, threads=1)


@pytest.mark.usefixtures("with_libraries")
@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"model_type": "bert"}, "holds a model of type 'bert'"),
        ({"hidden_size": None}, "has no 'hidden_size'"),
        ({"max_position_embeddings": 256}, "trained on 256 tokens"),
        ({"use_sliding_window": True, "sliding_window": 128}, "attends to its last 128 tokens"),
    ],
)
def test_a_configuration_that_does_not_fit_is_a_problem(
    config: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "hf", **config)
    (problem,) = PYTORCH.check(folder, settings_for(tmp_path, folder))
    assert sentence in str(problem)


@pytest.mark.usefixtures("with_libraries")
def test_a_download_that_broke_off_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    whole = (folder / "model.safetensors").read_bytes()
    for data, sentence in (
        (whole[:-8], "breaks off"),
        (whole[:20], "not a file of safetensors"),
        (b"", "not a file of safetensors"),
        (b"version https://git-lfs", "not a file of safetensors"),
    ):
        (folder / "model.safetensors").write_bytes(data)
        (problem,) = PYTORCH.check(folder, settings_for(tmp_path, folder))
        assert sentence in str(problem)


@pytest.mark.usefixtures("with_libraries")
def test_a_part_that_the_index_names_is_missed(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    (folder / "model.safetensors").rename(folder / "model-1.safetensors")
    named = {"a": "model-1.safetensors", "b": "model-2.safetensors"}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": named}))
    (problem,) = PYTORCH.check(folder, settings_for(tmp_path, folder))
    assert "has no model-2.safetensors" in str(problem)


@pytest.mark.usefixtures("with_libraries")
def test_another_vocabulary_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    problems = PYTORCH.check(folder, settings_for(tmp_path, folder, tokens={"codes": 128}))
    assert any("64 of 128 speech tokens are missing" in str(problem) for problem in problems)


@pytest.mark.usefixtures("with_libraries")
def test_a_gguf_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    weights = tmp_path / "model.gguf"
    weights.write_bytes(b"GGUF")
    (problem,) = PYTORCH.check(weights, settings_for(tmp_path, weights))
    assert "isn't a checkpoint of transformers" in str(problem)


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbone, "installed", lambda: False)
    folder = write(tmp_path / "hf")
    settings = settings_for(tmp_path, folder)
    (problem,) = PYTORCH.check(folder, settings)
    assert "install the extra 'pytorch'" in str(problem)
    with pytest.raises(EngineUnavailable, match="install the extra 'pytorch'"):
        PYTORCH.load(folder, settings, slots=1, threads=1)


def test_an_unknown_precision_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    with pytest.raises(BadSetting, match=r"precision.*fp32.*fp16.*bf16"):
        settings_for(tmp_path, folder, precision="fp8")


def test_half_the_bits_take_half_the_memory(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    wide = memory_need(settings_for(tmp_path, folder), folder, 4)
    half = memory_need(settings_for(tmp_path, folder, precision="bf16"), folder, 4)
    logits = 4 * (TINY.codes + 1) * 4
    assert half.weights * 2 == wide.weights == 24
    assert (half.caches - logits) * 2 == wide.caches - logits


def test_weights_may_be_a_folder_and_a_checksum_is_of_a_file(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    settings = settings_for(tmp_path, folder)
    assert located(settings.weights) == folder
    pinned = settings.weights.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(EngineUnavailable, match="name the file in it"):
        verified(pinned, "forged")
    assert located(settings.codec.model_copy(update={"path": folder})) is None


CHECK = """
import sys, json
from pathlib import Path
from worker.engines.speechlm.backbone import backbone_library
from worker.engines.speechlm.settings import SpeechLMSettings
settings = SpeechLMSettings.model_validate(json.loads(sys.argv[2]), context={"folder": Path()})
library = backbone_library("pytorch")
library.check(Path(sys.argv[1]), settings)
library.memory(Path(sys.argv[1]), settings, 4)
print(*sorted({"torch", "transformers"} & set(sys.modules)))
"""


def test_asking_about_a_checkpoint_imports_no_torch(tmp_path: Path) -> None:
    folder = write(tmp_path / "hf")
    table = settings_for(tmp_path, folder).model_dump_json(exclude_unset=True)
    told = subprocess.run(
        [sys.executable, "-c", CHECK, folder, table], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""

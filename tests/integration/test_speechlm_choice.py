"""Which backbone computes a model, when its file leaves that to `auto`."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")

from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.openvino_library import needs_openvino
from voicefarm.errors import BadSetting
from voicefarm.models import Catalogue, Model, shipped_config
from worker.engines import Utterance
from worker.engines.speechlm import memory
from worker.engines.speechlm.automatic import choice
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.settings import read_settings
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168, quantization="F16")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of weights."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _chosen(model: Model) -> str:
    settings = read_settings(model)
    return choice.fastest(Path(settings.weights.path or ""), settings, slots=4, threads=1)


def _records(cache: Path) -> list[Path]:
    return sorted((cache / "voicefarm-backbones").glob("*.json"))


@needs_openvino
def test_both_are_tried_once_and_the_faster_one_is_remembered(tmp_path: Path, cache: Path) -> None:
    model = model_file(tmp_path, SMALL, backbone="auto")
    name = _chosen(model)
    (record,) = _records(cache)
    kept = json.loads(record.read_text())
    speeds = kept["tokens_per_core_s"]
    assert set(speeds) == {"llamacpp", "openvino"}
    assert all(speed > 0 for speed in speeds.values())
    assert name == kept["backbone"] == max(speeds, key=speeds.__getitem__)
    other = {"llamacpp": "openvino", "openvino": "llamacpp"}[name]
    record.write_text(json.dumps({"backbone": other}))
    assert _chosen(model) == other, "what is remembered counts, and nothing is tried again"


@needs_openvino
def test_a_file_that_only_one_of_them_reads_is_computed_by_that_one(
    tmp_path: Path, cache: Path
) -> None:
    model = model_file(tmp_path, replace(SMALL, quantization="F32"), backbone="auto")
    assert _chosen(model) == "llamacpp"
    (record,) = _records(cache)
    assert json.loads(record.read_text())["tokens_per_core_s"]["openvino"] == 0


def test_without_openvino_nothing_is_tried(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "X86", ())
    assert _chosen(model_file(tmp_path, SMALL, backbone="auto")) == "llamacpp"
    assert not _records(cache)


@needs_openvino
def test_where_nothing_can_be_kept_nothing_is_tried(tmp_path: Path, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert _chosen(model_file(tmp_path, SMALL, backbone="auto")) == "llamacpp"


def test_where_there_is_no_room_for_openvino_nothing_is_tried(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_file(tmp_path, SMALL, backbone="auto")
    settings = read_settings(model)
    weights = Path(settings.weights.path or "")
    on_openvino = settings.model_copy(update={"backbone": "openvino"})
    room = memory.memory_need(on_openvino, weights, 4).total - 1
    monkeypatch.setattr(memory, "available", lambda: room)
    assert _chosen(model) == "llamacpp"
    assert not _records(cache)


@needs_openvino
@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"backbone": "gone"}'])
def test_a_damaged_record_is_made_again(tmp_path: Path, cache: Path, damaged: str) -> None:
    weights = Path(read_settings(model_file(tmp_path, SMALL)).weights.path or "")
    place = choice._place(weights)
    place.parent.mkdir(parents=True)
    place.write_text(damaged)
    assert choice._remembered(place) is None


@pytest.mark.parametrize("backbone", ["llamacpp", pytest.param("openvino", marks=needs_openvino)])
def test_a_take_says_what_computed_it(tmp_path: Path, backbone: str) -> None:
    model = model_file(tmp_path, SMALL).on_backbone(backbone)
    engine = SpeechLMEngine.load(model, slots=1, threads=1)
    speech = engine.synthesize(Utterance("the A", "en", "forged"), Watch())
    engine.close()
    assert speech.facts[f"backbone_{backbone}"] == 1


def test_what_a_machine_is_set_to_goes_before_the_model_file_and_shapes_no_fingerprint() -> None:
    plain, fixed = (
        Catalogue(shipped_config() / "models", backbone=backbone)["house"]
        for backbone in ("", "openvino")
    )
    assert read_settings(plain).backbone == "auto"
    assert read_settings(fixed).backbone == "openvino"
    assert plain.fingerprint("en") == fixed.fingerprint("en")


def test_what_a_machine_is_set_to_moves_no_model_away_from_its_server(tmp_path: Path) -> None:
    served = model_file(tmp_path, SMALL, backbone="openai", server={"url": "http://[::1]:9/v1"})
    assert read_settings(served.on_backbone("auto")).backbone == "openai"


def test_a_backbone_that_is_not_known_is_refused_with_the_nearest_name() -> None:
    model = Catalogue(shipped_config() / "models", backbone="openvimo")["house"]
    with pytest.raises(BadSetting, match=r"Did you mean 'openvino'\?.*VOICEFARM_BACKBONE"):
        read_settings(model)


@needs_openvino
def test_preparing_a_model_makes_all_that_a_worker_would_wait_for(
    tmp_path: Path, cache: Path
) -> None:
    model = model_file(tmp_path, SMALL, backbone="openvino")
    done = SpeechLMEngine.prepare(model, threads=1)
    assert done["backbone"] == "openvino"
    graphs = list((cache / "voicefarm-openvino").glob("*/model.xml"))
    assert len(graphs) == 1


def test_slots_go_by_the_backbone_that_is_likely(tmp_path: Path) -> None:
    openvino, llama = (
        SpeechLMEngine.suggest_slots(model_file(tmp_path, SMALL, backbone=name), threads=2)
        for name in ("openvino", "llamacpp")
    )
    assert openvino == 2 * llama

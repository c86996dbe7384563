"""Registries: every name leads to an entry of its kind, and an unknown one to a sentence."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.extras import install_advice
from voicefarm.models import Model, read_model, shipped_config
from voicefarm.registry import Registry
from worker.engines.speechlm.codecs.codec import CodecKind
from worker.engines.speechlm.prompts.prompt_format import PromptFormat
from worker.engines.speechlm.registries import BACKBONES, CODECS, PROMPT_FORMATS
from worker.engines.speechlm.settings import read_settings
from worker.language.phonemizers import PHONEMIZERS
from worker.language.phonemizers.phonemizer import Phonemizer

ROOT = Path(__file__).parents[2]


def entries(registry: Registry) -> Iterable[Any]:
    return [registry.load(name) for name in registry]


def test_every_name_leads_to_an_entry_of_its_kind() -> None:
    assert all(isinstance(entry, CodecKind) for entry in entries(CODECS))
    assert all(isinstance(entry, PromptFormat) for entry in entries(PROMPT_FORMATS))
    assert all(isinstance(entry, Phonemizer) for entry in entries(PHONEMIZERS))
    assert all(entry.most_slots >= entry.slots_per_core > 0 for entry in entries(BACKBONES))


def test_an_unknown_name_is_a_sentence_with_the_nearest_one() -> None:
    fruits = Registry("Fruit", {"apple": "fruits.apple:APPLE", "pear": "fruits.pear:PEAR"})
    assert list(fruits) == ["apple", "pear"]
    with pytest.raises(UnknownName) as raised:
        fruits.load("appel")
    assert str(raised.value) == (
        "Fruit 'appel' is not known. Did you mean 'apple'? Available: apple, pear."
    )


@pytest.mark.parametrize(
    ("key", "value", "nearest"),
    [
        ("backbone", "lamacpp", "llamacpp"),
        ("prompt_format", "compakt", "compact"),
        ("phonemizer", "espeek", "espeak"),
        ("codec.kind", "neucodek", "neucodec"),
    ],
)
def test_a_model_file_that_chooses_an_unknown_name_is_refused_with_key_and_nearest(
    key: str, value: str, nearest: str
) -> None:
    with pytest.raises(
        BadSetting, match=rf"'settings\.{key}': .*'{value}' is not known\. Did you"
    ) as raised:
        read_settings(with_setting(house(), key, value))
    assert f"mean '{nearest}'?" in str(raised.value)
    assert "Value error" not in str(raised.value)


def test_a_model_speaks_in_voices_that_were_enrolled_for_its_own_codec() -> None:
    model = read_model(shipped_config() / "models" / "neutts-air-q4.toml")
    assert model.enrols
    foreign = model.enrols.model_copy(update={"codec": "vieneu-codec"})
    with pytest.raises(BadSetting, match=r"'enrols\.codec' 'vieneu-codec' and 'settings\.codec"):
        read_settings(model.model_copy(update={"enrols": foreign}))


def test_the_default_backbone_leaves_the_fingerprint_as_it_was() -> None:
    model = house()
    assert "backbone" not in model.settings
    assert read_settings(model).backbone == "auto"
    assert model.fingerprint("en") == "8b6050f890429ab7"


def house() -> Model:
    return read_model(shipped_config() / "models" / "house.toml")


def with_setting(model: Model, key: str, value: str) -> Model:
    outer, _, inner = key.partition(".")
    setting = {**model.settings[outer], inner: value} if inner else value
    return model.model_copy(update={"settings": {**model.settings, outer: setting}})


WITHOUT_LIBRARIES = """
import sys
libraries = ["huggingface_hub", "llama_cpp", "onnxruntime"]
sys.modules |= dict.fromkeys(libraries)  # None: not to be imported
from worker.__main__ import main
sys.exit(main())
"""


def run_without_libraries(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_LIBRARIES, "models", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_models_are_listed_and_checked_without_the_libraries_that_run_them() -> None:
    pytest.importorskip("espeakng_loader", reason="an extra: espeak")
    listed = run_without_libraries("list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    installed = {row["model"]: row["installed"] for row in json.loads(listed.stdout)}
    assert (installed["house"], installed["silence"]) == (False, True)
    checked = run_without_libraries("check", "house")
    advice = install_advice("speechlm")
    assert checked.stderr == ""
    assert checked.stdout.splitlines() == [
        f"error: llama-cpp-python and onnxruntime are not installed; {advice}.",
        "house cannot speak yet.",
    ]


def test_without_the_hubs_library_pull_names_the_extra_that_brings_it() -> None:
    pulled = run_without_libraries("pull", "vieneu-0.3b-q4")
    assert (pulled.returncode, pulled.stdout) == (2, "")
    assert pulled.stderr == (
        f"voicefarm: Fetching weights needs huggingface_hub; {install_advice('speechlm')}.\n"
    )

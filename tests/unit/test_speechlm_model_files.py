"""The shipped model files, read as a producer and as a worker read them."""

import importlib.util

import pytest

from tests.kit.house_voice import needs_the_house_voice
from voicefarm.models import Catalogue, Model, Voice, shipped_config
from worker.engines.speechlm.settings import read_settings
from worker.engines.speechlm.voices import VoiceSettings
from worker.model_files.local import verified

NAMES = [
    "neutts-air-q4",
    "neutts-air-q8",
    "neutts-nano-q4",
    "neutts-nano-q8",
    "vieneu-0.3b-q4",
    "vieneu-0.3b-q4km",
    "vieneu-0.3b-q8",
    "vieneu-0.5b-q4",
    "vieneu-0.5b-q8",
    "vieneu-v2-q4",
    "vieneu-v2-turbo",
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(shipped_config() / "models")


def test_every_promised_model_is_shipped(catalogue: Catalogue) -> None:
    assert set(NAMES) <= set(catalogue)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_model_fits_producer_and_engine(catalogue: Catalogue, name: str) -> None:
    model = catalogue[name]
    settings = read_settings(model)
    assert (model.engine, model.sample_rate, model.budget) == ("speechlm", 24_000, 256)
    assert settings.weights.revision
    assert settings.codec.revision
    for voice in model.voices.values():
        VoiceSettings.model_validate(voice.settings)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_speaks_what_its_phonemizer_reads(catalogue: Catalogue, name: str) -> None:
    model = catalogue[name]
    expected = {"sea-g2p": {"vi", "en"}, "espeak": {"en"}}
    speaks = set(model.default_voices) | set(model.enrols.languages if model.enrols else ())
    assert speaks == expected[read_settings(model).phonemizer]


def test_turbo_goes_with_embeddings_and_the_others_with_references(catalogue: Catalogue) -> None:
    kinds = {(s.prompt_format, s.codec.kind) for s in map(read_settings, _models(catalogue))}
    assert kinds == {
        ("chat", "neucodec"),
        ("compact", "neucodec"),
        ("turbo", "vieneu-codec"),
    }


def test_no_two_models_share_takes(catalogue: Catalogue) -> None:
    voice = {"ana": Voice(languages=("en",))}
    models = [model.model_copy(update={"voices": voice}) for model in _models(catalogue)]
    assert len({model.fingerprint("ana") for model in models}) == len(NAMES)


@needs_the_house_voice
@pytest.mark.parametrize("name", ["house", "house-q4"])
def test_the_house_voice_is_shipped_whole(catalogue: Catalogue, name: str) -> None:
    model = catalogue[name]
    settings = read_settings(model)
    assert (model.sample_rate, model.budget, set(model.default_voices)) == (
        24_000,
        176,
        {"en", "vi"},
    )
    assert settings.sampling.temperature > 0  # another seed must speak otherwise
    for source in (settings.weights, settings.codec):
        assert source.sha256  # or takes of other weights would be taken for its own
        assert verified(source, name).stat().st_size < 10_000_000


def test_an_extra_brings_the_modules_that_a_model_needs(catalogue: Catalogue) -> None:
    """Here all are installed; a name that no module has would keep a model from being chosen."""
    needed = {module for name in catalogue for module in catalogue[name].modules}
    assert [module for module in needed if importlib.util.find_spec(module) is None] == []


def _models(catalogue: Catalogue) -> list[Model]:
    return [catalogue[name] for name in NAMES]

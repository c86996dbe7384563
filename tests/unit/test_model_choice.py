"""Who speaks when no model is named: the first of the preferred that is installed and able."""

from pathlib import Path

import pytest

from producer.documents.document import Document
from producer.documents.formats import parse_document
from producer.jobs.request import JobRequest
from producer.jobs.submission import prepare
from tests.kit.commands import write_model
from voicefarm.errors import BadInput, UnknownName
from voicefarm.model_choice import candidates
from voicefarm.settings import Settings, load_settings


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Models of which the first two are not installed here; the last is the one with speeds."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "models"
    for name, more in (
        ("absent", 'modules = ["no_such_module_anywhere"]\n'),
        ("bare", ""),
        ("natural", 'modules = ["numpy"]\n'),
        ("quick", "speed_range = [0.5, 2.0]\n"),
    ):
        write_model(folder, name)
        path = folder / f"{name}.toml"
        weights = 'weights = { path = "none.gguf" }' if name == "bare" else ""
        path.write_text(f"{more}{path.read_text('utf-8')}\n{weights}", "utf-8")
    monkeypatch.setenv("VOICEFARM_MODELS_DIR", str(folder))
    monkeypatch.setenv("VOICEFARM_PREFERRED", "absent,bare,natural,quick")
    return folder


@pytest.fixture
def text() -> Document:
    return parse_document(b"The lamp was lit at dusk.", name="A test")


def names(settings: Settings) -> list[str]:
    return list(candidates(settings))


@pytest.mark.usefixtures("three")
def test_what_is_installed_may_speak_in_the_order_of_preference() -> None:
    assert names(load_settings()) == ["natural", "quick"]


@pytest.mark.usefixtures("three")
def test_if_nothing_is_installed_the_last_one_will_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VOICEFARM_PREFERRED", "absent")
    assert names(load_settings()) == ["absent"]


@pytest.mark.usefixtures("three")
def test_a_named_model_speaks_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(load_settings(model="quick")) == ["quick"]
    monkeypatch.setenv("VOICEFARM_MODEL", "absent")
    assert names(load_settings()) == ["absent"]


@pytest.mark.usefixtures("three")
def test_a_request_may_name_the_model_itself(text: Document) -> None:
    prepared = prepare(load_settings(), text, JobRequest(language="en", model="quick"))
    assert prepared.manifest.spec.recipe.model == "quick"
    with pytest.raises(UnknownName, match=r"model: 'quikc' is not known\. Did you mean 'quick'"):
        prepare(load_settings(), text, JobRequest(model="quikc"))


@pytest.mark.usefixtures("three")
def test_a_farm_speaks_with_the_model_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_REDIS_URL", "redis://farm")
    assert names(load_settings()) == ["espeak"]


@pytest.mark.usefixtures("three")
def test_a_preferred_model_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_PREFERRED", "naturel,quick")
    with pytest.raises(UnknownName, match="Did you mean 'natural'"):
        names(load_settings())


@pytest.mark.usefixtures("three")
def test_the_first_that_can_read_it_as_wished_does(text: Document) -> None:
    for speed, model in ((1.0, "natural"), (1.5, "quick")):
        wishes = JobRequest(language="en", speed=speed)
        prepared = prepare(load_settings(), text, wishes)
        assert prepared.manifest.spec.recipe.model == model


@pytest.mark.usefixtures("three")
def test_if_none_can_it_is_said_of_the_first(text: Document) -> None:
    wishes = JobRequest(language="en", voice="bob")
    with pytest.raises(UnknownName, match="voice: 'bob' is not known to model 'natural'"):
        prepare(load_settings(), text, wishes)


def test_the_shipped_preference_begins_with_what_sounds_natural() -> None:
    settings = load_settings()
    assert settings.preferred[:2] == ("kokoro", "piper-joe")
    assert settings.preferred[-2:] == ("house", "espeak")
    assert set(settings.preferred) <= set(settings.catalogue())


def test_the_best_voice_for_the_language_of_the_text_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("english", "both"):
        write_model(tmp_path / "models", name)
    path = tmp_path / "models" / "both.toml"
    path.write_text(path.read_text("utf-8").replace('["en"]', '["en", "vi"]'))
    monkeypatch.setenv("VOICEFARM_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("VOICEFARM_PREFERRED", "english,both")
    spoken = [
        prepare(
            load_settings(),
            parse_document(text.encode(), name="A test"),
            JobRequest(voice="nobody"),
        ).manifest.spec.recipe.model
        for text in ("The lamp was lit at dusk.", "Ngọn đèn được thắp lên lúc chạng vạng.")
    ]
    assert spoken == ["english", "both"]
    with pytest.raises(BadInput, match="model 'both' speaks at its own speed only"):
        prepare(
            load_settings(),
            parse_document("Ngọn đèn được thắp lên lúc chạng vạng.".encode(), name="A test"),
            JobRequest(voice="nobody", speed=9.0),
        )

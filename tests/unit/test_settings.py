"""Settings: environment over file over default, and strict."""

from pathlib import Path

import pytest

from voicefarm.errors import BadSetting
from voicefarm.settings import environment_of, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_environment_is_over_the_file_and_the_file_over_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().model == "espeak"
    Path("voicefarm.toml").write_text('model = "from-file"\nslots = 3\nqueues = "stitch"\n')
    monkeypatch.setenv("VOICEFARM_MODEL", "from-environment")
    settings = load_settings()
    assert (settings.model, settings.slots, settings.queues) == ("from-environment", 3, ("stitch",))


def test_an_argument_is_over_all_unless_it_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_SLOTS", "3")
    assert load_settings(slots=5).slots == 5
    assert load_settings(slots=None).slots == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('sotre = "x"', "Setting 'sotre' is not known; did you mean 'store'?"),
        ("slots = -1", "Setting 'slots': give 0 or more, not -1; change it in voicefarm.toml or"),
        ('queues = "chunks,dishes"', "Setting 'queues'"),
        ("slots = ", "voicefarm.toml is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_one_sentence(line: str, sentence: str) -> None:
    Path("voicefarm.toml").write_text(line)
    with pytest.raises(BadSetting) as caught:
        load_settings()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_variable_names_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFARM_REDIS", "x")
    with pytest.raises(BadSetting, match="did you mean 'VOICEFARM_REDIS_URL'"):
        load_settings()


def test_a_process_can_be_given_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(slots=7, queues="stitch", redis_url="unix:///x", lease_s=1.5)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_the_shipped_file_is_valid(tmp_path: Path) -> None:
    shipped = (ROOT / "config/voicefarm.toml").read_text("utf-8")
    every_key = shipped.replace("# redis", "redis").replace("# s", "s").replace("# m", "m")
    Path("voicefarm.toml").write_text(every_key.replace("# threads", "threads"))
    assert load_settings().store == "s3://my-bucket/voicefarm"

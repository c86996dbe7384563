"""Voices heard and compared by commands, and their samples over HTTP."""

import io
from pathlib import Path

import pytest
import soundfile

from tests.kit.commands import Commands
from tests.kit.gateway_server import gateway


def test_a_voice_is_spoken_once_and_kept(here: Commands) -> None:
    first = here.json("voices", "hear", "vi-south", "-o", "a.wav")
    assert (first["model"], first["language"], first["kept"]) == ("espeak", "vi", False)
    again = here.json("voices", "hear", "espeak/vi-south", "-o", "b.wav")
    assert again["kept"]
    assert (here.folder / "a.wav").read_bytes() == (here.folder / "b.wav").read_bytes()
    sound, rate = soundfile.read(here.folder / "a.wav")
    assert len(sound) > rate


def test_voices_say_the_same_text_each_into_a_file(here: Commands) -> None:
    rows = here.json("voices", "compare", "en-us", "en-gb", "It costs £5.", "-o", "heard")
    assert [row["voice"] for row in rows] == ["espeak/en-us", "espeak/en-gb"]
    assert all((here.folder / row["path"]).stat().st_size > 1000 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("hear", "nobody"), "Voice 'nobody' is not known to model 'espeak'"),
        (("hear", "nothing/en"), "Model 'nothing' is not known"),
        (("hear", "en-us", "--language", "vi"), "Voice 'en-us' is not known to model 'espeak' for"),
        (("compare", "en-us", "Hello."), "Name two voices or more"),
        (("import", "none.json"), "none.json"),
        (("export", "ana"), "Voice 'ana' is not known to codec 'neucodec'"),
    ],
)
def test_what_can_not_be_heard_is_said_in_a_sentence(
    here: Commands, arguments: tuple[str, ...], sentence: str
) -> None:
    done = here.run("voices", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_page_gets_a_sample_once_it_was_heard(tmp_path: Path) -> None:
    with gateway(tmp_path) as client:
        missing = client.get("/v1/voices/en-us/sample")
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "no_sample")
        settings = {"VOICEFARM_STORE": str(tmp_path / "store"), "VOICEFARM_MODEL": "espeak"}
        Commands(tmp_path, settings).json("voices", "hear", "en-us", "-o", str(tmp_path / "a.wav"))
        sample = client.get("/v1/voices/en-us/sample", params={"language": "en"})
        assert sample.status_code == 200
        assert soundfile.info(io.BytesIO(sample.content)).samplerate == 22_050

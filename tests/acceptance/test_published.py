"""A programme as it is published: speakers, a cover, a dictionary, captions, loudness."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pyloudnorm
import pysubs2
import pytest
import soundfile

from tests.kit.commands import Commands
from tests.kit.pictures import jpeg
from voicefarm.store.opening import open_store

LINES: list[dict[str, Any]] = [
    {"chapter": "Buổi sáng"},
    {"text": "Trời vừa sáng, hai người gặp nhau ở đầu ruộng muối.", "pause_ms": 1200},
    {"speaker": "Bình", "text": "Chào chị Lan. Hôm nay nắng tốt quá, chắc làm được nhiều muối."},
    {"speaker": "Lan", "text": "Chào anh. Nắng thế này thì chiều là gom được muối rồi đó anh."},
    {"chapter": "Buổi chiều"},
    {"text": "Đến chiều, họ gom được mười hai gánh, nhiều hơn hẳn năm ngoái."},
]
SCRIPT = {
    "title": "Làng muối",
    "language": "vi",
    "speakers": {
        "Bình": {"voice": "vi-south", "speed": 1.2},
        "Lan": {"voice": "vi-central", "level_db": -6},
    },
    "lines": LINES,
}
DICTIONARY = """
[words]
"muối" = { phonemes = "mˈuə3j" }
"mười hai" = "một chục và hai"
"""


@pytest.fixture
def published(here: Commands) -> dict[str, Any]:
    """Every form of the script, made by one command in the tests' folder."""
    (here.folder / "s.json").write_text(json.dumps(SCRIPT, ensure_ascii=False), "utf-8")
    (here.folder / "words.toml").write_text(DICTIONARY, "utf-8")
    (here.folder / "cover.jpg").write_bytes(jpeg(320, 320))
    outs = [
        part
        for form in ("wav", "mp3", "m4b", "flac", "vtt", "html")
        for part in ("-o", f"o.{form}")
    ]
    wishes = ["--dictionary", "words.toml", "--cover", "cover.jpg", "--word-times", "--stereo"]
    made: dict[str, Any] = here.json("narrate", "s.json", *outs, *wishes, "--loudness", "-18")
    store = open_store(here.settings["VOICEFARM_STORE"])
    made["report"] = json.loads(store.get(f"jobs/{made['job']}/report.json"))
    made["captions"] = json.loads(store.get(f"jobs/{made['job']}/captions.json"))
    return made


def test_a_script_is_published_in_one_go(here: Commands, published: dict[str, Any]) -> None:
    _has_the_loudness_that_was_asked_for(here.folder)
    _levels_differ_as_asked(here.folder, published["report"])
    _pauses_are_as_long_as_asked(published["report"])
    _words_are_in_the_captions(here.folder, published["captions"])
    _cover_is_in_every_form(here.folder)
    assert "Bình" in (here.folder / "o.html").read_text("utf-8")


def _has_the_loudness_that_was_asked_for(folder: Path) -> None:
    for form in ("wav", "mp3", "flac"):
        sound, rate = soundfile.read(folder / f"o.{form}")
        assert sound.shape[1] == 2
        assert pyloudnorm.Meter(rate).integrated_loudness(sound) == pytest.approx(-18, abs=0.5)


def _levels_differ_as_asked(folder: Path, report: dict[str, Any]) -> None:
    sound, rate = soundfile.read(folder / "o.wav")
    meter = pyloudnorm.Meter(rate)
    loudness = {
        line["speaker"]: meter.integrated_loudness(sound[line["start_sample"] : line["end_sample"]])
        for line in report["chunks"]
        if line["speaker"] or line["index"] == 1
    }
    assert loudness["Bình"] - loudness["Lan"] == pytest.approx(6, abs=1.5)
    assert loudness[""] - loudness["Lan"] == pytest.approx(6, abs=1.5)


def _pauses_are_as_long_as_asked(report: dict[str, Any]) -> None:
    lines, rate = report["chunks"], report["summary"]["sample_rate"]
    gaps = [(after["start_sample"] - line["end_sample"]) / rate for line, after in pairwise(lines)]
    assert gaps[1] == pytest.approx(1.2, abs=0.001)
    assert gaps[2] == pytest.approx(0.6, rel=0.081)


def _words_are_in_the_captions(folder: Path, captions: dict[str, Any]) -> None:
    cues, rate = captions["cues"], captions["sample_rate"]
    for cue in cues:
        assert [word for *_, word in cue["words"]] == cue["text"].split()
        ends = [time for first, last, _ in cue["words"] for time in (first, last)]
        assert ends == sorted(ends)
        near = pytest.approx([cue["start_sample"], cue["end_sample"]], abs=0.02 * rate)
        assert [ends[0], ends[-1]] == near
    assert [cue["speaker"] for cue in cues if "speaker" in cue] == ["Bình", "Lan"]
    assert any("mười hai" in cue["text"] for cue in cues)
    text = (folder / "o.vtt").read_text("utf-8")
    for event, cue in zip(pysubs2.SSAFile.from_string(text, "vtt"), cues, strict=True):
        assert abs(event.start - cue["start_sample"] * 1000 / rate) <= 0.5
        assert abs(event.end - cue["end_sample"] * 1000 / rate) <= 0.5
    stamps = [
        sum(float(part) * 60**power for power, part in enumerate(reversed(stamp.split(":"))))
        for stamp in (piece.split(">")[0] for piece in text.split("<")[1:])
        if stamp[:2] == "00"
    ]
    inner = [first / rate for cue in cues for first, *_ in cue["words"][1:]]
    assert np.abs(np.array(stamps) - np.array(inner)).max() <= 0.0005001


def _cover_is_in_every_form(folder: Path) -> None:
    cover = (folder / "cover.jpg").read_bytes()
    assert mutagen.File(folder / "o.mp3").tags.getall("APIC")[0].data == cover
    assert bytes(mutagen.File(folder / "o.m4b")["covr"][0]) == cover
    assert mutagen.File(folder / "o.flac").pictures[0].data == cover


def test_other_phonemes_make_only_the_chunks_anew_that_they_touch(
    here: Commands, published: dict[str, Any]
) -> None:
    (here.folder / "words.toml").write_text(DICTIONARY.replace("mˈuə3j", "mˈuə2j"), "utf-8")
    again = here.json("narrate", "s.json", "-o", "p.wav", "--dictionary", "words.toml")
    said = [line for line in LINES if "muối" in line.get("text", "")]
    assert again["chunks"] - again["reused"] == len(said)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--cover", "s.json"],
            "--cover: 's.json' is not a picture in a known form; give a JPEG or PNG",
        ),
        (["--cover", "none.png"], "--cover: 'none.png' can't be read"),
        (["--date", "yesterday"], "--date: give a year or YYYY-MM-DD, not 'yesterday'"),
        (["--speaker", "Lan=bob"], "--speaker Lan voice: 'bob' is not known"),
        (["--speaker", "Lan=vi level=99"], "--speaker Lan level: give 10 or less, not 99"),
        (["--loudness=-90"], "--loudness: give -40 or more, not -90"),
    ],
)
def test_what_can_not_be_published_is_one_sentence(
    here: Commands, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (here.folder / "s.json").write_text(json.dumps(SCRIPT, ensure_ascii=False), "utf-8")
    done = here.run("narrate", "s.json", "-o", "o.mp3", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert sentence in done.stderr
    assert not (tmp_path / "store" / "jobs").exists()

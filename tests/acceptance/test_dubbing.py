"""A dubbing track as a user makes it: each cue of the subtitles is heard at its time."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.kit.commands import Commands

CUES = (
    (1.0, 3.5, "The lamp was lit at dusk."),
    (4.0, 6.6, "Nobody had asked for it, but it burned until morning."),
    (10.25, 10.9, "This is far too long for the time that is given here."),
    (15.0, 18.0, "Two ships came in."),
    (40.5, 47.0, "Both captains stayed."),
)
START_S = 0.05
"""How far from its time a cue may begin."""


def clock(seconds: float) -> str:
    return f"00:{int(seconds // 60):02}:{seconds % 60:06.3f}".replace(".", ",")


@pytest.fixture
def film(here: Commands) -> str:
    cues = (
        f"{number}\n{clock(start)} --> {clock(end)}\n{text}"
        for number, (start, end, text) in enumerate(CUES, 1)
    )
    (here.folder / "film.srt").write_text("\n\n".join(cues))
    return "film.srt"


def starts_of_speech(path: Path, silence_s: float) -> list[float]:
    """When somebody begins to speak after so much silence, in seconds."""
    sound, rate = soundfile.read(path, dtype="float32")
    loud = np.flatnonzero(np.abs(sound) > 0.01) / rate
    return [loud[0], *(after for before, after in pairwise(loud) if after - before > silence_s)]


def test_each_cue_begins_at_its_time_in_every_form(here: Commands, film: str) -> None:
    forms = ("wav", "mp3", "opus", "flac")
    outs = [part for form in (*forms, "m4b", "report.json") for part in ("-o", f"film.{form}")]
    made = here.json("narrate", film, *outs)
    for form in forms:
        starts = starts_of_speech(here.folder / f"film.{form}", 0.35)
        assert starts == pytest.approx([start for start, _, _ in CUES], abs=START_S), form
    assert made["duration_s"] == pytest.approx(CUES[-1][1], abs=0.001)
    report = json.loads((here.folder / "film.report.json").read_text())
    fits = [chunk["cue"] for chunk in report["chunks"]]
    assert fits[0]["speed"] == 1
    assert 1 < fits[1]["speed"] < 1.5
    assert fits[1]["over_ms"] == 0
    assert fits[2]["speed"] == 1.5
    assert fits[2]["over_ms"] > 500
    assert made["overruns"] == 1
    assert "0:10" in made["overrun_sentence"]


def test_captions_have_the_times_of_the_cues(here: Commands, film: str) -> None:
    here.run("narrate", film, "-o", "new.srt", "-o", "new.wav")
    written = (here.folder / "new.srt").read_text()
    for start, _, text in CUES:
        assert f"{clock(start)} --> " in written
        assert text.split()[0] in written


def test_a_cue_may_be_heard_no_faster_than_asked(here: Commands, film: str) -> None:
    assert here.json("narrate", film, "--max-speed", "1")["overruns"] == 2


def test_subtitles_are_read_without_their_times_if_asked(here: Commands, film: str) -> None:
    made = here.json("narrate", film, "--timing", "ignore")
    assert made["duration_s"] < 20
    assert made["overruns"] == 0

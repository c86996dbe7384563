"""The house voice through the real command: sentences that no training saw, beside the teacher's.

A part of the sentences, so that it stays short; `make bench-house` measures all of them.
"""

import os
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.kit.commands import Commands, complaints
from tests.kit.house_voice import (
    Verdict,
    chunk_sentences,
    heard_words,
    judged,
    narrated,
    needs_the_house_voice,
    sentences,
)
from tests.kit.real_ears import EARS, needs_ears
from voicefarm.languages import Language
from voicefarm.messages import Report
from voicefarm.store import JSON, Store
from voicefarm.store.opening import open_store

pytestmark = needs_the_house_voice
SILENCE = 0.01
"""Of the loudest sample: what lies below is silence."""
HEARD_OTHERWISE = 0.12
"""Most words of English sentences that a recognizer may hear otherwise; the voice has 5 %."""


@pytest.fixture(autouse=True)
def without_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has an empty cache, so each would try the backbones: 10 s of a core."""
    monkeypatch.setenv("VOICEFARM_BACKBONE", "llamacpp")


@pytest.fixture(autouse=True)
def known_habits(here: Commands, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """How the voice speaks is measured by the first test of a run, which takes 20 s of speech.

    It depends on the files of the model alone.
    """
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    common, own = (open_store(str(run / "habits")), open_store(here.settings["VOICEFARM_STORE"]))
    _copy_habits(common, own)
    yield
    _copy_habits(own, common)


def _copy_habits(source: Store, target: Store) -> None:
    for key in source.list("habits/"):
        if target.size(key) is None:
            target.put(key, source.get(key), JSON)


def every(language: Language, count: int) -> list[str]:
    """So many sentences from all over the list, each no longer than a chunk."""
    said, fit = sentences(language), chunk_sentences(language)
    places = range(0, len(said), len(said) // count)[:count]
    return [next(own for own in said[place:] if own in fit) for place in places]


def failing(verdicts: Sequence[Verdict], kind: str) -> list[Verdict]:
    """Those that fail so."""
    return [verdict for verdict in verdicts if kind in verdict.failures]


@needs_ears
@pytest.mark.parametrize(
    ("language", "slots", "count"), [("en", 16, 20), ("vi", 16, 20), ("en", 1, 6), ("vi", 1, 6)]
)
def test_it_says_what_the_teacher_says(
    here: Commands, language: Language, slots: int, count: int
) -> None:
    here.settings |= {"VOICEFARM_SLOTS": str(slots), "VOICEFARM_VERIFY_MODEL": EARS.name}
    said = every(language, count)
    verdicts = list(judged(here, language, said, narrated(here, "house", language, said)))
    # Which sentence fails depends on how a CPU rounds.
    few = max(1, count // 10)
    assert [verdict for verdict in verdicts if not verdict.kept] == []
    assert len(failing(verdicts, "runaway")) <= few
    assert len(failing(verdicts, "too short") + failing(verdicts, "too long")) <= few
    assert len(failing(verdicts, "unlike the teacher")) <= few
    if language == "vi":
        assert len(failing(verdicts, "missing word") + failing(verdicts, "repeated word")) <= few
    else:
        heard = heard_words(here, said)
        assert heard.words > 8 * count
        assert heard.rate <= HEARD_OTHERWISE
    assert len([verdict for verdict in verdicts if verdict.flagged]) <= few
    by_the_aligner = [it for it in verdicts if {"missing words", "extra words"} & {*it.rejected}]
    assert len(by_the_aligner) <= max(2, count // 5)  # of few sentences, one more is chance


FIGURES: dict[Language, list[str]] = {
    "en": [
        "Revenue: $1,234,567.89.",
        "It cost $12.75, then $49.95.",
        "Call 416-555-0192 or (212) 555-0199 or 1300 555 019 or +44 20 7946 0958.",
        "In 1920 and 1908 and 2005 the zip was 90210. Is 1,234,567 more than 1,984? Pi is 3.14159.",
        "Lamp; $1,249.99",
        "The train of 6:42 ran 1,340 km at 120 km/h, 98.5% on time.",
    ],
    "vi": [
        "Ngày 26/6/2022, giá 1.234.567 đồng.",
        "Năm 2020, 2021 và 2022.",
        "Gọi 0912 345 678 trước 17h30, giảm 12,5% cho 2.500 khách.",
    ],
}


@pytest.mark.parametrize("language", FIGURES)
def test_figures_are_read_to_their_end(here: Commands, language: Language) -> None:
    # With llama.cpp a take depends on the chunks next to it too, and so on how busy the machine is.
    here.settings["VOICEFARM_BACKBONE"] = "openvino"
    text = "\n\n".join(FIGURES[language])
    done = here.run(
        *("narrate", "-", "--model", "house", "--language", language),
        *("-o", "figures.json", "-o", "figures.wav"),
        stdin=text,
    )
    assert done.returncode == 0, done.stderr
    report = Report.model_validate_json((here.folder / "figures.json").read_bytes())
    found = {
        finding.check
        for chunk in report.chunks
        for take in (chunk.findings, *chunk.rejected)
        for finding in take
    }
    assert not found & {"runaway", "too short", "too long"}


def test_it_speaks_where_no_model_is_named_and_the_command_says_so(here: Commands) -> None:
    del here.settings["VOICEFARM_MODEL"]
    here.settings["VOICEFARM_PREFERRED"] = "house,espeak"
    done = here.run("narrate", "-", stdin="The lamp was lit at dusk.")
    assert (done.returncode, complaints(done.stderr)) == (
        0,
        "voicefarm: model 'house' speaks; --model names another.\n",
    )
    assert "house, voice en, language en" in done.stdout
    told = here.run("narrate", "-", "--voice", "vi-south", stdin="Xin chào các bạn.")
    assert "model 'espeak' speaks" in told.stderr


@pytest.mark.parametrize("language", ["en", "vi"])
def test_it_pauses_where_a_sentence_ends(here: Commands, language: Language) -> None:
    text = {
        "en": "It rained hard. The street was empty. He walked home, then slept.",
        "vi": "Trời mưa to. Đường phố vắng tanh. Anh đi bộ về nhà, rồi ngủ.",
    }[language]
    done = here.run(
        *("narrate", "-", "--model", "house", "--language", language, "-o", "ends.wav"), stdin=text
    )
    assert done.returncode == 0, done.stderr
    samples, rate = soundfile.read(here.folder / "ends.wav", dtype="float32")
    assert len(_silences(samples, rate)) >= 2


def _silences(samples: NDArray[np.float32], rate: int) -> list[float]:
    """The silences of at least 0.15 s between the first sound and the last, in seconds."""
    step = rate // 200
    frames = np.abs(samples[: len(samples) // step * step]).reshape(-1, step).max(axis=1)
    loud = np.flatnonzero(frames > SILENCE * frames.max())
    gaps = (np.diff(loud) - 1) * step / rate
    return [float(gap) for gap in gaps if gap >= 0.15]


@pytest.mark.parametrize("model", ["house", "house-q4"])
def test_its_files_fit_and_it_needs_no_pull(here: Commands, model: str) -> None:
    assert here.run("models", "check", model).stdout == f"{model} is ready.\n"
    assert here.run("models", "pull", model).returncode == 0

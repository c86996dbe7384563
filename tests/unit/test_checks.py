"""Checks on real speech: sound takes pass, and each fault is found."""

import math
import time
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from tests.kit.faults import FAULTS, Wave
from tests.kit.speakers import FunctionSpeaker, Speak
from tests.kit.voices import RATE, Spoken, spoken, utterances
from voicefarm.errors import Runaway, SynthesisFailed
from voicefarm.languages import LANGUAGES
from voicefarm.messages import Recipe
from voicefarm.store.opening import open_store
from worker.engines import Speech, Utterance
from worker.quality.calibration import Calibration
from worker.quality.checks.evidence import evidence_of, phrases
from worker.quality.checks.loops import loop
from worker.quality.examiner import RETAKES, Examined, Examiner
from worker.quality.instruments import Instruments
from worker.quality.instruments.voice_activity import VoiceActivity
from worker.slots.outages import Outages
from worker.slots.watch import Watch
from worker.sound.speech import FRAME_S, find_speech

PAUSE_FRAMES = 12
RECIPE = Recipe(model="espeak", fingerprint="f" * 16, voice="en-us", language="en")


@pytest.fixture(scope="module")
def takes() -> list[Spoken]:
    """Two dozen takes of one voice."""
    every = (utterance for utterance in utterances("en") if utterance.voice == "en-us")
    return [spoken(utterance) for utterance in islice(every, 24)]


class Worker:
    """What examines takes in a worker whose store is in a folder."""

    def __init__(self, folder: Path, *, deaf: bool = False) -> None:
        self.calibration = Calibration(open_store(str(folder)), RATE, Outages(0))
        self.examiner = Examiner(RATE, Instruments(None if deaf else VoiceActivity.open()))

    def best_take(
        self, utterance: Utterance, speak: Speak, calibrating: Speak, watch: Watch | None = None
    ) -> Examined:
        """The best of what `speak` makes; `calibrating` speaks the fixed sentences."""
        watch = watch or Watch()
        profile = partial(self.calibration.profile, RECIPE, utterance, calibrating, watch)
        return self.examiner.best_take(utterance, FunctionSpeaker(speak, profile), watch)


def aloud(utterance: Utterance) -> Speech:
    """As espeak-ng says it."""
    return spoken(utterance).speech


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Worker:
    """One with voice activity detection."""
    return Worker(tmp_path_factory.mktemp("store"))


def examine(worker: Worker, take: Spoken, *waves: Wave) -> Examined:
    """Examine the waves as the voice's first, second, … attempt at a take."""
    attempts = iter(waves)

    def speak(utterance: Utterance) -> Speech:
        return Speech(next(attempts, waves[-1]), take.speech.facts)

    return worker.best_take(take.utterance, speak, aloud)


def test_sound_takes_pass(worker: Worker, takes: list[Spoken]) -> None:
    assert [examine(worker, take, take.wave).findings for take in takes] == [()] * len(takes)


@pytest.mark.parametrize(
    "row",
    [
        "Five cents",
        "Forty-nine cents",
        "Thanks",
        "From; To; Departs; Arrives",
        "Bath; York; twenty-one twenty-eight; thirteen thirty-five",
        "Paint, white: twelve times thirty-three centiliters, seventy-six cents",
    ],
)
def test_a_sound_row_of_a_table_passes(worker: Worker, row: str) -> None:
    take = spoken(Utterance(row, "en", "en-us"))
    assert examine(worker, take, take.wave).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "“Bốn mươi mốt người nếm thì ba mươi ba người chọn muối của mình,” anh kể lại. “Lúc tôi "
        "nói giá của cái bát kia, cả phòng ồ lên. Rồi người ta bắt đầu cãi nhau. Tôi mừng lắm, vì "
        "đã cãi nhau nghĩa là còn muốn giữ.”",
        "Anh nói: “Tôi có đổi đâu. Tôi chỉ chờ xem mình còn gì để bán.”",
    ],
)
def test_the_longer_quiet_after_a_closing_quote_is_no_cut(tmp_path: Path, text: str) -> None:
    take = spoken(Utterance(text, "vi", "vi"))
    assert examine(Worker(tmp_path), take, take.wave).findings == ()


@pytest.mark.parametrize("pause_s", [0.0, 0.2, 0.35])
def test_a_stuck_passage_with_a_pause_in_it_is_found(pause_s: float) -> None:
    text = "The harbour master kept two clocks, and neither of them was right."
    take = spoken(Utterance(text, "en", "en-us"))
    before, passage = np.split(take.wave[: round(0.7 * RATE)], [round(0.3 * RATE)])
    stuck = [np.append(passage, np.zeros(round(pause_s * RATE), np.float32))] * 5
    wave = np.concatenate([before, *stuck])
    assert loop(evidence_of(wave, RATE, text, "en", take.speech.facts)) is not None
    assert loop(evidence_of(take.wave, RATE, text, "en", take.speech.facts)) is None


def test_syllables_that_rhyme_are_no_loop() -> None:
    row = "Xi măng; hai trăm năm mươi mi li lít; hai mươi ba nghìn đồng"
    take = spoken(Utterance(row, "vi", "vi"))
    assert loop(evidence_of(take.wave, RATE, row, "vi", take.speech.facts)) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The mill turns.", 1),
        ("“Yes,” she said.", 2),
        ("Item; Price", 2),
        ("Eggs (twelve), 3.50 – at 4:30", 3),
        ("好。是", 2),
        ("…", 0),
    ],
)
def test_the_phrases_of_a_text_are_counted(text: str, count: int) -> None:
    assert phrases(text) == count


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_take_is_found(worker: Worker, takes: list[Spoken], fault: str) -> None:
    long = [take for take in takes if len(take.utterance.text) > 60][:8]
    for number, take in enumerate(long):
        damaged = FAULTS[fault](take.wave, RATE, np.random.default_rng(number))
        assert examine(worker, take, damaged).findings


@pytest.mark.parametrize(
    "text",
    [
        "The ferry leaves at seven from the old quay behind the market, every day but Sunday.",
        "Nobody in the house had noticed that the dog was sitting at the table, eating cake.",
        "He wrote three long letters to the harbour office and never got an answer, you see.",
    ],
)
def test_a_take_that_ends_in_a_pause_is_found(worker: Worker, text: str) -> None:
    take = spoken(Utterance(text, "en", "en-us"))
    speaks = np.flatnonzero(find_speech(take.wave, RATE).active)
    pause = speaks[np.flatnonzero(np.diff(speaks) > PAUSE_FRAMES)[-1]]
    wave = take.wave[: round((pause * FRAME_S + 0.12) * RATE)]
    assert [finding.check for finding in examine(worker, take, wave).findings] == ["cut off"]
    assert examine(worker, take, take.wave).findings == ()


def test_a_voice_that_cannot_be_calibrated_is_judged_mildly_but_silence_never_passes(
    tmp_path: Path, takes: list[Spoken]
) -> None:
    worker, take = Worker(tmp_path), takes[3]

    def fail(utterance: Utterance) -> Speech:
        raise SynthesisFailed("These sentences are beyond it; give it others.")

    def examined(wave: Wave) -> Examined:
        return worker.best_take(take.utterance, lambda _: Speech(wave, take.speech.facts), fail)

    assert examined((take.wave * 0.25).astype(np.float32)).findings == ()
    assert [finding.check for finding in examined(np.zeros(RATE, np.float32)).findings] == [
        "silent"
    ]
    assert list(open_store(str(tmp_path)).list("habits/")) == []


def test_a_failed_take_is_made_again_with_another_seed(worker: Worker, takes: list[Spoken]) -> None:
    take, seeds = takes[3], []

    def speak(utterance: Utterance) -> Speech:
        seeds.append(utterance.seed)
        cut = len(take.wave) // 2 if len(seeds) == 1 else len(take.wave)
        return Speech(take.wave[:cut], take.speech.facts)

    best = worker.best_take(take.utterance, speak, aloud)
    assert len(set(seeds)) == 2
    assert best.findings == ()
    assert len(best.pcm) == len(take.wave)
    assert best.rejected[0][0].check == "too short"


def test_if_none_passes_the_best_is_kept_and_flagged(worker: Worker, takes: list[Spoken]) -> None:
    wave = takes[3].wave
    best = examine(worker, takes[3], wave + 0.3, wave + 0.1, wave + 0.2)
    assert len(best.rejected) == RETAKES
    assert np.allclose(best.speech.samples, wave + 0.1)
    assert best.findings


def test_an_engine_without_dice_is_not_asked_a_third_time(
    worker: Worker, takes: list[Spoken]
) -> None:
    half = takes[3].wave[: len(takes[3].wave) // 2]
    assert len(examine(worker, takes[3], half, half).rejected) == 1


def test_what_says_nothing_on_purpose_is_not_examined(worker: Worker, takes: list[Spoken]) -> None:
    nothing = Speech(np.zeros(RATE, np.float32), is_speech=False)
    made = worker.best_take(takes[0].utterance, lambda _: nothing, aloud)
    assert (made.findings, made.sound.speaks) == ((), False)
    assert (made.sound.start, made.sound.end) == (0, RATE)


def test_a_retake_that_fails_leaves_the_first_take(worker: Worker, takes: list[Spoken]) -> None:
    half, asked = takes[3].wave[: len(takes[3].wave) // 2], []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance)
        if len(asked) > 1:
            raise SynthesisFailed("The chunk ran past its deadline.")
        return Speech(half, takes[3].speech.facts)

    best = worker.best_take(takes[3].utterance, speak, aloud)
    assert len(best.pcm) == len(half)
    assert best.findings


def test_a_voice_s_habits_are_the_same_in_every_worker(tmp_path: Path, takes: list[Spoken]) -> None:
    quiet = (takes[3].wave * 0.25).astype(np.float32)  # odd for this voice, for no other
    first = Worker(tmp_path)
    for take in takes:
        examine(first, take, quiet[: len(quiet) // 2])  # what a worker heard counts for nothing
    best = examine(first, takes[3], quiet, takes[3].wave)
    assert [finding.check for finding in best.rejected[0]] == ["level"]
    other = examine(Worker(tmp_path), takes[3], quiet, takes[3].wave)
    assert (other.rejected, other.pcm.tobytes()) == (best.rejected, best.pcm.tobytes())


def test_a_voice_is_calibrated_once_for_all_workers(tmp_path: Path, takes: list[Spoken]) -> None:
    texts: list[str] = []

    def speak(utterance: Utterance) -> Speech:
        texts.append(utterance.text)
        return spoken(utterance).speech

    for _ in range(2):
        worker = Worker(tmp_path)
        for take in takes[:2]:
            worker.best_take(take.utterance, aloud, speak)
    assert tuple(texts) == LANGUAGES["en"].calibration_sentences


def test_half_a_sentence_that_ends_cleanly_is_made_again(
    worker: Worker, takes: list[Spoken]
) -> None:
    take = next(take for take in takes if len(take.utterance.text) > 150)
    half = take.wave[: len(take.wave) * 6 // 10]
    clean = np.concatenate([half * np.minimum(1, np.arange(len(half))[::-1] / 800), np.zeros(400)])
    best = examine(worker, take, clean.astype(np.float32), take.wave)
    assert [[finding.check for finding in findings] for findings in best.rejected] == [
        ["too short"]
    ]


def test_a_runaway_is_tried_with_another_seed(worker: Worker, takes: list[Spoken]) -> None:
    asked: list[int] = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance.seed)
        if len(asked) == 1:
            raise Runaway("The model did not end its speech: try another seed.")
        return spoken(utterance).speech

    best = worker.best_take(takes[3].utterance, speak, aloud)
    assert [finding.check for finding in best.rejected[0]] == ["runaway"]
    assert best.findings == ()


def test_a_text_that_always_runs_away_fails(worker: Worker, takes: list[Spoken]) -> None:
    asked: list[int] = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance.seed)
        raise Runaway("The model did not end its speech: try another seed.")

    with pytest.raises(Runaway):
        worker.best_take(takes[3].utterance, speak, aloud)
    assert len(set(asked)) == 1 + RETAKES


def test_no_seed_is_tried_where_none_has_a_say(worker: Worker, takes: list[Spoken]) -> None:
    half = takes[3].wave[: len(takes[3].wave) // 2]
    asked: list[int] = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance.seed)
        return Speech(half, takes[3].speech.facts, dice=False)

    best = worker.best_take(takes[3].utterance, speak, aloud)
    assert (len(asked), best.rejected, bool(best.findings)) == (1, (), True)


def test_a_runaway_of_an_engine_without_dice_is_told_at_once(
    worker: Worker, takes: list[Spoken]
) -> None:
    asked: list[int] = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance.seed)
        raise Runaway("The model did not end its speech: try another text.", dice=False)

    with pytest.raises(Runaway):
        worker.best_take(takes[3].utterance, speak, aloud)
    assert len(asked) == 1


def test_words_that_a_text_repeats_are_no_loop(worker: Worker) -> None:
    take = spoken(Utterance("It cost seventy million million million.", "en", "en-us"))
    assert examine(worker, take, take.wave).findings == ()


def test_noise_is_no_voice(worker: Worker, takes: list[Spoken]) -> None:
    hiss = np.random.default_rng(1).standard_normal(len(takes[3].wave)).astype(np.float32) * 0.1
    checks = [finding.check for finding in examine(worker, takes[3], hiss).findings]
    assert "no voice" in checks


def test_the_voice_s_share_is_told(worker: Worker, tmp_path: Path, takes: list[Spoken]) -> None:
    voiced = examine(worker, takes[3], takes[3].wave).sound.voiced
    assert voiced is not None
    assert voiced > 0.8
    deaf = Worker(tmp_path, deaf=True)
    assert examine(deaf, takes[3], takes[3].wave).sound.voiced is None


def test_a_calibration_takes_nothing_of_its_chunk_s_time(
    tmp_path: Path, takes: list[Spoken]
) -> None:
    watch, deadlines = Watch(deadline=time.monotonic() + 1_000), []

    def speak(utterance: Utterance) -> Speech:
        deadlines.append(watch.deadline)
        return spoken(utterance).speech

    Worker(tmp_path).best_take(takes[3].utterance, aloud, speak, watch)
    assert set(deadlines) == {math.inf}
    assert watch.deadline < math.inf

"""Kokoro on a forged network, and on its own weights where its packages are here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from tests.kit.forge.kokoro_networks import KokoroNetwork, forged_voices, kokoro_model
from tests.kit.kokoro_voices import kokoro, needs_kokoro
from voicefarm.errors import BadInput, BadSetting, SynthesisFailed
from voicefarm.models import Model
from voicefarm.spoken.phonemes import marked
from worker.engines import Samples, Speech, Utterance
from worker.engines.kokoro.accents import ACCENTS
from worker.engines.kokoro.engine import KokoroEngine, spare_silence
from worker.engines.kokoro.styles import read_style
from worker.engines.kokoro.vocabulary import read_vocabulary
from worker.engines.testing.sinks import KeepingSink
from worker.language.pronunciation import pronounce
from worker.model_files.local import resolve
from worker.slots.watch import Watch

LONG = (
    "The mill stands on a hill above the village, and nobody has worked there for years. Every "
    "spring the children climb up to look at the old wheel. It has not turned since the flood, "
    "when the river carried away the bridge, two barns and the miller's boat. Some say it sings."
)
SHORT = "The ferry leaves at seven, and it has never waited."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return kokoro_model(tmp_path_factory.mktemp("kokoro"))


@pytest.fixture(scope="module")
def engine(model: Model) -> Iterator[KokoroEngine]:
    loaded = KokoroEngine.load(model, slots=1, threads=1)
    yield loaded
    loaded.close()


def say(engine: KokoroEngine, text: str, voice: str = "anna", **how: Any) -> Speech:
    return engine.synthesize(Utterance(text, how.pop("language", "en"), voice, **how), Watch())


def by_the_whole_network(model: Model, text: str, style: Samples) -> Samples:
    """What the uncut file makes of one passage."""
    files = {key: resolve(source) for key, source in KokoroEngine.files(model).items()}
    accent = ACCENTS["en"]
    ipa = pronounce(text, accent.espeak).ipa
    ids = read_vocabulary(files["vocabulary"]).encode(ipa, accent.signs).ids
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(files["network"], options)
    feeds = {"tokens": np.array([ids]), "style": style[len(ids) - 3][None]}
    samples: Samples = session.run(None, feeds | {"speed": np.ones(1, np.float32)})[0]
    return samples


def test_the_parts_make_the_samples_of_the_whole(engine: KokoroEngine, model: Model) -> None:
    style = read_style(model.folder / "anna.bin", "")
    speech = say(engine, SHORT)
    np.testing.assert_allclose(speech.samples, by_the_whole_network(model, SHORT, style), atol=1e-6)


def test_nothing_is_left_to_chance(engine: KokoroEngine) -> None:
    first, other = say(engine, SHORT, seed=1), say(engine, SHORT, seed=2)
    assert not first.dice
    np.testing.assert_array_equal(first.samples, other.samples)


def test_every_word_has_its_time(engine: KokoroEngine) -> None:
    speech = say(engine, LONG)
    assert [LONG[start : start + size] for _, _, start, size in speech.words] == LONG.split()
    times = [time for first, last, *_ in speech.words for time in (first, last)]
    assert times == sorted(times)
    assert times[-1] <= len(speech.samples)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.25, 1.5, 2.0])
def test_a_speed_is_as_fast_as_it_says(engine: KokoroEngine, speed: float) -> None:
    usual, other = say(engine, LONG), say(engine, LONG, speed=speed)
    assert len(other.samples) == pytest.approx(len(usual.samples) / speed, rel=0.04)


def test_passages_follow_one_another_without_the_silence_of_a_beginning() -> None:
    samples = np.concatenate([np.zeros(7_200), np.full(2_400, 0.1)]).astype(np.float32)
    assert spare_silence(samples, 8_000, 24_000) == 6_000
    assert spare_silence(samples, 3_000, 24_000) == 1_800
    assert spare_silence(samples[7_200:], 3_000, 24_000) == 0


def test_a_stream_gets_each_passage(engine: KokoroEngine) -> None:
    sink = KeepingSink()
    speech = engine.stream(Utterance(LONG, "en", "anna"), Watch(), sink)
    assert len(sink.pieces) == 2
    np.testing.assert_array_equal(np.concatenate(sink.pieces), speech.samples)


def test_a_blend_sounds_between_its_voices(engine: KokoroEngine) -> None:
    takes = {name: say(engine, SHORT, name) for name in ("anna", "ben", "anna(2)+ben(1)")}
    assert len({take.samples.tobytes() for take in takes.values()}) == 3
    with pytest.raises(BadInput, match="is not a blend"):
        say(engine, SHORT, "anna(2)+")


def test_a_british_voice_speaks_british_phonemes(engine: KokoroEngine) -> None:
    american, british = (say(engine, "Go to the water.", name) for name in ("anna", "ben"))
    assert len(american.samples) != len(british.samples)


def test_given_phonemes_are_said(engine: KokoroEngine) -> None:
    plain, given = say(engine, "Ask Nguyen."), say(engine, f"Ask {marked('Nguyen', 'wˈɪn')}.")
    assert given.samples.tobytes() != plain.samples.tobytes()
    assert len(given.words) == len(plain.words) == 2


def test_a_text_without_words_is_a_short_silence(engine: KokoroEngine) -> None:
    assert not say(engine, "…").is_speech
    with pytest.raises(SynthesisFailed, match="knows none of the sounds"):
        say(engine, marked("Tone", "˥˩"))


def test_voices_are_read_when_they_speak(tmp_path: Path) -> None:
    model = kokoro_model(tmp_path)
    (tmp_path / "ben.bin").unlink()
    engine = KokoroEngine.load(model, slots=1, threads=1)
    assert say(engine, SHORT).is_speech
    problems = KokoroEngine.check(model, slots=1)
    assert [(problem.fatal, "1 voice of 3" in str(problem)) for problem in problems] == [
        (False, True)
    ]


def test_another_exporter_calls_its_input_otherwise(tmp_path: Path) -> None:
    model = kokoro_model(tmp_path, KokoroNetwork(ids="input_ids"))
    assert say(KokoroEngine.load(model, slots=1, threads=1), SHORT).is_speech


@pytest.mark.parametrize(
    ("recipe", "changes", "complaint"),
    [
        (KokoroNetwork(defect="no-durations"), {}, "not the network of Kokoro"),
        (KokoroNetwork(defect="few-signs"), {}, "belong together"),
        (KokoroNetwork(), {"sample_rate": 22_050}, "correct 'sample_rate'"),
        (KokoroNetwork(), {"voices": {}}, "has no voice"),
    ],
)
def test_files_that_do_not_fit_are_refused(
    tmp_path: Path, recipe: KokoroNetwork, changes: dict[str, Any], complaint: str
) -> None:
    model = kokoro_model(tmp_path, recipe).model_copy(update=changes)
    with pytest.raises(BadSetting, match=complaint):
        KokoroEngine.load(model, slots=1, threads=1)


@pytest.mark.parametrize(
    ("languages", "settings", "complaint"),
    [
        (["vi"], {"style": {"path": "anna.bin"}}, "speak 'vi', whose phonemes Kokoro"),
        (["en"], {}, "give 'style', or 'blend'"),
        (["en"], {"style": {"path": "anna.bin"}, "pitch": 1}, "voices.anna.settings.*pitch"),
    ],
)
def test_a_voice_that_can_not_be_is_refused(
    tmp_path: Path, languages: list[str], settings: dict[str, Any], complaint: str
) -> None:
    forged_voices(tmp_path)
    model = kokoro_model(tmp_path, voices={"anna": {"languages": languages, "settings": settings}})
    with pytest.raises(BadSetting, match=complaint):
        KokoroEngine.load(model, slots=1, threads=1)


@needs_kokoro
class TestKokoroItself:
    def test_the_parts_make_the_samples_of_the_whole_and_words_their_times(self) -> None:
        engine = KokoroEngine.load(kokoro(), slots=1, threads=1)
        speech = say(engine, SHORT, "af_heart")
        files = KokoroEngine.files(kokoro())
        style = read_style(resolve(files["voices.af_heart"]), "")
        whole = by_the_whole_network(kokoro(), SHORT, style)
        np.testing.assert_allclose(speech.samples, whole, atol=1e-4)
        assert len(speech.words) == len(SHORT.split())
        loudest = [np.abs(speech.samples[first:last]).max() for first, last, *_ in speech.words]
        assert min(loudest) > 0.02

    def test_it_speaks_as_fast_as_it_says(self) -> None:
        engine = KokoroEngine.load(kokoro(), slots=1, threads=1)
        usual, fast = (say(engine, SHORT, "af_heart", speed=speed) for speed in (1.0, 1.4))
        assert len(fast.samples) == pytest.approx(len(usual.samples) / 1.4, rel=0.03)

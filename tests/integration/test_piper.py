"""Piper's voices on forged networks, and on the voice joe where its package is here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from tests.kit.forge.piper_voices import PiperVoice, piper_model
from tests.kit.piper_voice import joe, needs_joe
from voicefarm.errors import BadSetting, SynthesisFailed, UnknownName, VoicefarmError
from voicefarm.models import Model
from voicefarm.spoken.phonemes import marked
from worker.engines import Samples, Speech, Utterance
from worker.engines.piper.engine import PiperEngine
from worker.engines.piper.script import passages_of, read
from worker.engines.piper.voice_file import read_voice_file
from worker.engines.testing.sinks import KeepingSink
from worker.model_files.local import resolve
from worker.slots.watch import Watch

LONG = (
    "The mill stands on the hill above the town, and nobody has worked there for years. Every "
    "spring the children climb up to look at the old wheel. It has not turned since the flood."
)
ONE_SENTENCE = LONG.replace(". ", ", ")
"""Longer than a window of the decoder."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return piper_model(tmp_path_factory.mktemp("piper"))


@pytest.fixture(scope="module")
def engine(model: Model) -> Iterator[PiperEngine]:
    loaded = PiperEngine.load(model, slots=1, threads=1)
    yield loaded
    loaded.close()


def say(engine: PiperEngine, text: str, voice: str = "speaker-0", **how: Any) -> Speech:
    return engine.synthesize(Utterance(text, "en", voice, **how), Watch())


def by_the_whole_network(model: Model, text: str) -> Samples:
    """What the uncut file makes of one passage, with nothing left to chance."""
    files = {key: resolve(source) for key, source in PiperEngine.files(model).items()}
    voice = read_voice_file(files["voice"])
    (passage,) = passages_of(read(text, voice), voice)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    ids = np.array([passage.symbols.ids])
    feeds = {
        "input": ids,
        "input_lengths": np.array([ids.size]),
        "scales": np.array([0, 1, 0], np.float32),
    }
    session = onnxruntime.InferenceSession(files["network"], options)
    samples: Samples = session.run(None, feeds)[0].reshape(-1)
    return samples


def without_chance(model: Model) -> Model:
    settings = model.settings | {"noise_scale": 0, "noise_w": 0}
    return model.model_copy(update={"settings": settings})


def test_the_parts_make_the_samples_of_the_whole(model: Model) -> None:
    plain = without_chance(model)
    speech = say(PiperEngine.load(plain, slots=1, threads=1), ONE_SENTENCE)
    assert not speech.dice
    whole = by_the_whole_network(plain, ONE_SENTENCE)
    np.testing.assert_allclose(speech.samples, whole, atol=1e-6)


def test_a_seed_is_a_take(engine: PiperEngine) -> None:
    first, again, other = (say(engine, LONG, seed=seed) for seed in (1, 1, 2))
    assert first.dice
    np.testing.assert_array_equal(first.samples, again.samples)
    assert first.samples.tobytes() != other.samples.tobytes()


def test_every_word_has_its_time_and_sentences_a_pause_between_them(engine: PiperEngine) -> None:
    speech = say(engine, LONG)
    assert [LONG[start : start + size] for _, _, start, size in speech.words] == LONG.split()
    ends = [last for _, last, start, size in speech.words if LONG[start + size - 1] == "."]
    begins = [first for first, _, start, _ in speech.words if LONG[start - 2 : start] == ". "]
    pause = 0.2 * 22_050
    assert [begin - end > pause for begin, end in zip(begins, ends, strict=False)] == [True, True]
    assert len(speech.samples) - ends[-1] < pause


def test_given_phonemes_are_said(engine: PiperEngine) -> None:
    plain = say(engine, "Ask Nguyen.")
    given = say(engine, f"Ask {marked('Nguyen', 'wˈɪn')}.")
    assert len(given.words) == len(plain.words) == 2
    assert given.facts["phonemes"] < plain.facts["phonemes"]
    assert given.samples.tobytes() != plain.samples.tobytes()


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.2, 1.5])
def test_a_speed_is_as_fast_as_it_says(engine: PiperEngine, speed: float) -> None:
    usual, other = say(engine, LONG, seed=3), say(engine, LONG, seed=3, speed=speed)
    assert len(other.samples) == pytest.approx(len(usual.samples) / speed, rel=0.02)
    assert len(other.words) == len(usual.words)


def test_a_stream_is_the_speech_itself(engine: PiperEngine) -> None:
    sink = KeepingSink()
    speech = engine.stream(Utterance(LONG, "en", "speaker-0", seed=5), Watch(), sink)
    assert len(sink.pieces) >= len(LONG.split(". "))
    np.testing.assert_array_equal(np.concatenate(sink.pieces), speech.samples)


def test_speakers_are_named_or_numbered_and_sound_different(tmp_path: Path) -> None:
    model = piper_model(tmp_path, PiperVoice(speakers=3))
    voices = dict(model.voices)
    voices["third"] = voices["speaker-0"].model_copy(update={"settings": {"speaker": 2}})
    voices["unnamed"] = voices["speaker-0"].model_copy(update={"settings": {}})
    engine = PiperEngine.load(model.model_copy(update={"voices": voices}), slots=1, threads=1)
    takes = {name: say(engine, "Hello there.", name).samples.tobytes() for name in voices}
    assert takes["third"] == takes["speaker-2"]
    assert takes["unnamed"] == takes["speaker-0"]
    assert len(set(takes.values())) == 3


@pytest.mark.parametrize(
    ("speaker", "error", "complaint"),
    [
        ("speaker-9", UnknownName, "speaker-9"),
        (3, BadSetting, "speaker 3, and its network has 0 to 2"),
        (1.5, BadSetting, "voices.speaker-0.settings"),
    ],
)
def test_an_unknown_speaker_is_refused(
    tmp_path: Path, speaker: Any, error: type[VoicefarmError], complaint: str
) -> None:
    model = piper_model(tmp_path, PiperVoice(speakers=3))
    voice = model.voices["speaker-0"].model_copy(update={"settings": {"speaker": speaker}})
    wrong = model.model_copy(update={"voices": {"speaker-0": voice}})
    with pytest.raises(error, match=complaint):
        PiperEngine.load(wrong, slots=1, threads=1)
    assert any(complaint in str(problem) for problem in PiperEngine.check(wrong, slots=1))


def test_a_voice_may_read_letters(tmp_path: Path) -> None:
    engine = PiperEngine.load(piper_model(tmp_path, PiperVoice(reads="text")), slots=1, threads=1)
    text = "“Hello there,” said Đức."
    speech = say(engine, text)
    assert [text[start : start + size] for _, _, start, size in speech.words] == text.split()
    assert "phonemes" not in speech.facts
    with pytest.raises(SynthesisFailed, match="knows none of the sounds or letters"):
        say(engine, "世界")


def test_a_text_without_words_is_a_short_silence(engine: PiperEngine) -> None:
    speech = say(engine, "…")
    assert not speech.is_speech
    assert not speech.samples.any()


@pytest.mark.parametrize(
    ("recipe", "fields", "complaint"),
    [
        (PiperVoice(defect="no-durations"), {}, "not the network of a Piper voice"),
        (PiperVoice(defect="two-decoders"), {}, "takes more than one tensor"),
        (PiperVoice(speakers=2), {"num_speakers": 1}, "give the two files of one voice"),
        (PiperVoice(), {"num_speakers": 2}, "give the two files of one voice"),
        (PiperVoice(), {"audio": {"sample_rate": 16_000}}, "correct 'sample_rate'"),
        (PiperVoice(), {"espeak": {"voice": "tlh"}}, "voice 'tlh', which this espeak-ng lacks"),
        (
            PiperVoice(),
            {"num_symbols": 999, "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [900]}},
            "are of one voice",
        ),
    ],
)
def test_files_that_do_not_fit_are_refused(
    tmp_path: Path, recipe: PiperVoice, fields: dict[str, Any], complaint: str
) -> None:
    model = piper_model(tmp_path, recipe, json_fields=fields)
    with pytest.raises(BadSetting, match=complaint):
        PiperEngine.load(model, slots=1, threads=1)


def test_a_check_names_a_missing_file(model: Model) -> None:
    assert PiperEngine.check(model, slots=1) == []
    settings = model.settings | {"network": {"path": "/nowhere/voice.onnx"}}
    problems = PiperEngine.check(model.model_copy(update={"settings": settings}), slots=1)
    assert ["/nowhere/voice.onnx" in str(problem) for problem in problems] == [True]


@needs_joe
class TestJoe:
    def test_the_parts_make_the_samples_of_the_whole(self) -> None:
        plain = without_chance(joe())
        speech = say(PiperEngine.load(plain, slots=1, threads=1), ONE_SENTENCE, "joe")
        whole = by_the_whole_network(plain, ONE_SENTENCE)
        np.testing.assert_allclose(speech.samples, whole, atol=1e-5)

    def test_speeds_are_true_and_words_sound_when_they_should(self) -> None:
        engine = PiperEngine.load(joe(), slots=1, threads=1)
        usual = say(engine, LONG, "joe")
        for speed in (0.5, 1.2, 1.5):
            other = say(engine, LONG, "joe", speed=speed)
            assert len(other.samples) == pytest.approx(len(usual.samples) / speed, rel=0.02)
        words = [LONG[start : start + size] for _, _, start, size in usual.words]
        assert words == LONG.split()
        loudest = [np.abs(usual.samples[first:last]).max() for first, last, *_ in usual.words]
        assert min(loudest) > 0.02
        stop = usual.words[words.index("years.")][1]
        assert np.abs(usual.samples[stop + 2_500 : stop + 5_500]).max() < 0.02

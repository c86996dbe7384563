"""Takes that don't say their text are found out by the engine, where its model has an aligner."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="pip install 'voicefarm[speechlm]'")
pytest.importorskip("onnxruntime", reason="pip install 'voicefarm[speechlm]'")

from tests.forge.aligners import Aligner, forge_aligner
from tests.forge.engines import model_file
from tests.forge.gguf_models import LETTERS
from tests.forge.letters import chain
from voicefarm.errors import BadSetting
from worker.checks.habits import VoiceHabits
from worker.engines import Utterance, Watch
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.fitness import check
from worker.examination import Examiner

SMALL = replace(LETTERS, codes=7168)
SAID = " the cat sat on E "
"""What the aligner hears in the codes that an E brings forth."""
RECIPE = Aligner(SAID, chain("E"), SMALL.codes)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechLMEngine]:
    source = {"path": str(forge_aligner(RECIPE))}
    model = model_file(tmp_path_factory.mktemp("aligned"), SMALL, aligner=source)
    loaded = SpeechLMEngine.load(model, slots=2, threads=1)
    yield loaded
    loaded.close()


def found(engine: SpeechLMEngine, text: str) -> dict[str, str]:
    speech = engine.synthesize(Utterance(text, "en", "forged"), Watch())
    return {finding.check: finding.says for finding in speech.findings}


def test_a_take_that_says_its_text_has_nothing_against_it(engine: SpeechLMEngine) -> None:
    assert found(engine, "the cat sat on E.") == {}


def test_a_word_that_is_left_out_is_named(engine: SpeechLMEngine) -> None:
    assert found(engine, "the cat quickly sat on E.") == {"missing words": "'quickly' left out"}


def test_a_sound_that_the_aligner_does_not_know_may_be_anything(engine: SpeechLMEngine) -> None:
    assert found(engine, "the ħħħ cat sat on E.") == {}
    assert found(engine, "the ħħħ on E.") == {}


def test_words_beyond_the_text_are_told_with_their_place(engine: SpeechLMEngine) -> None:
    told = found(engine, "the on E.")
    assert list(told) == ["extra words"]
    assert "aren't in the text, at 0." in told["extra words"]


def test_the_examiner_holds_it_against_the_take(engine: SpeechLMEngine) -> None:
    examined = Examiner(24_000).best_take(
        Utterance("the cat quickly sat on E.", "en", "forged"),
        lambda utterance: engine.synthesize(utterance, Watch()),
        VoiceHabits,
        Watch(),
    )
    assert "missing words" in [finding.check for finding in examined.findings]


def test_a_file_that_is_no_aligner_is_refused(tmp_path: Path) -> None:
    path = forge_aligner(replace(RECIPE, described=False))
    model = model_file(tmp_path, SMALL, aligner={"path": str(path)})
    with pytest.raises(BadSetting, match="is no aligner: its metadata lacks 'sounds'"):
        SpeechLMEngine.load(model, slots=1, threads=1)
    assert "is no aligner" in str(check(model)[0])

"""Takes that don't say their text are found out by the engine, where its model has an aligner."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")
pytest.importorskip("onnxruntime", reason="an extra: speechlm")

from tests.kit.forge.aligners import Aligner, forge_aligner
from tests.kit.forge.codecs import NeuCodec, forge_codec
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.forge.letters import chain
from tests.kit.house_voice import HOUSE, needs_the_house_voice
from tests.kit.speakers import FunctionSpeaker
from voicefarm.errors import BadSetting
from voicefarm.languages import Language
from voicefarm.messages import Finding
from worker.engines import Utterance
from worker.engines.speechlm.aligner import Aligner as ShippedAligner
from worker.engines.speechlm.aligner import AlignerLimits
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.fitness import check
from worker.quality.examiner import Examiner
from worker.slots.watch import Watch

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


def findings_of(engine: SpeechLMEngine, text: str) -> dict[str, str]:
    speech = engine.synthesize(Utterance(text, "en", "forged"), Watch())
    return {finding.check: finding.says for finding in speech.findings}


def test_a_take_that_says_its_text_has_nothing_against_it(engine: SpeechLMEngine) -> None:
    assert findings_of(engine, "the cat sat on E.") == {}


def test_a_word_that_is_left_out_is_named(engine: SpeechLMEngine) -> None:
    assert findings_of(engine, "the cat quickly sat on E.") == {
        "missing words": "'quickly' left out"
    }


def test_a_sound_that_the_aligner_does_not_know_may_be_anything(engine: SpeechLMEngine) -> None:
    assert findings_of(engine, "the ħħħ cat sat on E.") == {}
    assert findings_of(engine, "the ħħħ on E.") == {}


def test_words_beyond_the_text_are_told_with_their_place(engine: SpeechLMEngine) -> None:
    findings = findings_of(engine, "the on E.")
    assert list(findings) == ["extra words"]
    assert "aren't in the text, at 0." in findings["extra words"]


def test_the_examiner_holds_it_against_the_take(engine: SpeechLMEngine) -> None:
    examined = Examiner(24_000).best_take(
        Utterance("the cat quickly sat on E.", "en", "forged"),
        FunctionSpeaker(partial(engine.synthesize, watch=Watch())),
        Watch(),
    )
    assert "missing words" in [finding.check for finding in examined.findings]


@pytest.mark.parametrize(
    "path",
    [forge_aligner(replace(RECIPE, described=False)), forge_codec(NeuCodec())],
    ids=["undescribed", "codec"],
)
def test_a_file_that_is_no_aligner_is_refused(tmp_path: Path, path: Path) -> None:
    model = model_file(tmp_path, SMALL, aligner={"path": str(path)})
    with pytest.raises(BadSetting, match="is not an aligner: it lacks the one input 'codes'"):
        SpeechLMEngine.load(model, slots=1, threads=1)
    assert "is not an aligner" in str(check(model)[0])


@needs_the_house_voice
@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "The lighthouse keeper counted seven ships before breakfast.", 4),
        ("vi", "Mẹ tôi mua cá và rau ở chợ gần nhà.", 2),
    ],
)
def test_the_shipped_aligner_hears_a_word_too_few_one_too_many_and_no_pause(
    monkeypatch: pytest.MonkeyPatch, language: Language, text: str, place: int
) -> None:
    asked = []
    listen = ShippedAligner.findings

    def findings(
        own: ShippedAligner, codes: Sequence[int], phonemes: str, limits: AlignerLimits
    ) -> tuple[Finding, ...]:
        asked.append((own, codes, phonemes, limits))
        return listen(own, codes, phonemes, limits)

    monkeypatch.setattr(ShippedAligner, "findings", findings)
    engine = SpeechLMEngine.load(HOUSE.on_backbone("llamacpp"), slots=1, threads=1)
    try:
        engine.synthesize(Utterance(text, language, language), Watch())
    finally:
        engine.close()
    ((own, codes, phonemes, limits),) = asked
    words = phonemes.split(" ")
    without = " ".join(words[:place] + words[place + 1 :])
    twice = " ".join(words[: place + 1] + words[place:])
    two_sentences = " ".join(words[:place]) + ". " + " ".join(words[place:])

    def checks(text: str) -> list[str]:
        return [finding.check for finding in listen(own, codes, text, limits)]

    assert checks(phonemes) == []
    assert checks(without) == ["extra words"]
    assert checks(twice) == ["missing words"]
    assert checks(two_sentences) == ["no pause"]

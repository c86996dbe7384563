"""The whole engine: text to sound, on the real llama.cpp and onnxruntime, with forged models."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")
pytest.importorskip("onnxruntime", reason="an extra: speechlm")

from tests.kit.forge.codecs import FRAME, NeuCodec, VieneuCodec, forge_codec, heard
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS, Recipe, forge
from tests.kit.forge.letters import ALPHABET, RUNAWAY, chain
from tests.kit.waiting import PATIENCE_S
from voicefarm.errors import (
    BadSetting,
    EngineUnavailable,
    Runaway,
    SynthesisCancelled,
    SynthesisFailed,
)
from voicefarm.models import Voice
from worker.engines import Utterance
from worker.engines.speechlm import memory
from worker.engines.speechlm.codecs.onnx_session import providers
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.fitness import check
from worker.engines.speechlm.llamacpp.language_model import load_params
from worker.engines.speechlm.settings import read_settings
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168)


def say(text: str, seed: int = 0) -> Utterance:
    return Utterance(text, "en", "forged", seed=seed)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechLMEngine]:
    model = model_file(tmp_path_factory.mktemp("engine"), SMALL)
    loaded = SpeechLMEngine.load(model, slots=6, threads=1)
    yield loaded
    loaded.close()


def test_every_chunk_of_many_at_once_sounds_as_its_own_codes_in_order(
    engine: SpeechLMEngine,
) -> None:
    letters = ALPHABET.replace(RUNAWAY, "")
    texts = [f"the cat {letter} sat on the mat, quite long" for letter in letters * 2]
    with ThreadPoolExecutor(6) as slots:
        spoken = list(slots.map(lambda text: engine.synthesize(say(text), Watch()), texts))
    for letter, speech in zip(letters * 2, spoken, strict=True):
        assert heard(speech.samples) == list(chain(letter))
        assert len(speech.samples) == FRAME * len(chain(letter))
        assert speech.samples.dtype == np.float32


def test_a_voice_of_few_codes_speaks_without_a_reference(tmp_path: Path) -> None:
    recipe = Recipe(codes=128, end_scale=4)  # its vocabulary is smaller than a trial is long
    model = model_file(tmp_path, recipe, sampling={"temperature": 1.0})
    alone = Voice(languages=("en",), settings={"reference": False})
    model = model.model_copy(update={"voices": {"forged": alone}})
    assert check(model) == []
    engine = SpeechLMEngine.load(model, slots=2, threads=1)
    try:
        speech = engine.synthesize(say("a short text", seed=1), Watch())
    finally:
        engine.close()
    codes = heard(speech.samples)
    assert 0 < len(codes) == speech.facts["tokens"]
    assert max(codes) < recipe.codes


def test_a_file_with_another_checksum_is_refused(tmp_path: Path) -> None:
    path = forge(SMALL)
    own = hashlib.sha256(path.read_bytes()).hexdigest()
    good = model_file(tmp_path, SMALL, weights={"path": str(path), "sha256": own})
    SpeechLMEngine.load(good, slots=1, threads=1).close()
    other = model_file(tmp_path, SMALL, weights={"path": str(path), "sha256": "0" * 64})
    with pytest.raises(EngineUnavailable, match=f"has the checksum {own}, which is not"):
        SpeechLMEngine.load(other, slots=1, threads=1)
    assert "has the checksum" in str(check(other)[0])


def test_facts_tell_the_tokens_and_where_the_time_went(engine: SpeechLMEngine) -> None:
    facts = engine.synthesize(say("the cat D"), Watch()).facts
    assert facts["tokens"] == len(chain("D"))
    assert facts["prompt_tokens"] > 20
    assert all(facts[key] >= 0 for key in ("waited_s", "decode_s", "codec_s"))


def test_a_runaway_is_an_error_that_says_so_and_its_neighbours_speak(
    engine: SpeechLMEngine,
) -> None:
    with ThreadPoolExecutor(2) as slots:
        runaway = slots.submit(engine.synthesize, say("a Z"), Watch())
        neighbour = slots.submit(engine.synthesize, say("a cat named B"), Watch())
    with pytest.raises(Runaway, match=r"118 tokens for 3 spoken characters \(a runaway\)") as told:
        runaway.result()
    assert not told.value.dice  # it speaks at temperature 0
    assert heard(neighbour.result().samples) == list(chain("B"))


def test_the_limit_counts_what_is_spoken(engine: SpeechLMEngine) -> None:
    with pytest.raises(Runaway, match=r"for (\d+) spoken characters") as raised:
        engine.synthesize(say("2,371 Z"), Watch())
    counted = re.search(r"within (\d+) tokens for (\d+)", str(raised.value))
    assert counted
    tokens, characters = map(int, counted.groups())
    assert characters >= len("two thousand three hundred seventy")
    assert tokens == 6 * characters + 100


def test_speech_that_the_context_ends_is_said_to_lack_room(engine: SpeechLMEngine) -> None:
    with pytest.raises(Runaway, match=r"tokens that its context of 512 leaves .* spoken char"):
        engine.synthesize(say("word " * 24 + "Z"), Watch())


def test_a_model_that_reads_letters_does_not_tell_phonemes(engine: SpeechLMEngine) -> None:
    assert "phonemes" not in engine.synthesize(say("the cat D"), Watch()).facts


def test_a_text_that_the_context_has_no_room_for_is_refused_with_the_numbers(
    engine: SpeechLMEngine,
) -> None:
    with pytest.raises(SynthesisFailed, match="context of 512"):
        engine.synthesize(say("A" + "word " * 120), Watch())


def test_a_cancelled_chunk_is_not_begun(engine: SpeechLMEngine) -> None:
    with pytest.raises(SynthesisCancelled):
        engine.synthesize(say("the cat A"), Watch(cancelled=True))


def test_a_watch_advances_with_every_step(engine: SpeechLMEngine) -> None:
    watch = Watch()
    engine.synthesize(say("the cat A"), watch)
    assert watch.steps >= len(chain("A"))


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3"])
@pytest.mark.parametrize("format_", ["chat", "compact"])
def test_the_prompt_formats_speak_in_every_architecture_with_the_full_block_of_codes(
    tmp_path: Path, architecture: Any, format_: str
) -> None:
    recipe = replace(LETTERS, architecture=architecture)
    loaded = SpeechLMEngine.load(
        model_file(tmp_path, recipe, prompt_format=format_), slots=2, threads=1
    )
    spoken = loaded.synthesize(say("the cat F"), Watch())
    loaded.close()
    assert heard(spoken.samples) == list(chain("F"))


def test_turbo_brings_the_voice_in_by_the_codec(tmp_path: Path) -> None:
    voice = tmp_path / "turbo.json"
    voice.write_text(f'{{"codes": [0.5{", 0" * 127}]}}')
    model = model_file(
        tmp_path,
        SMALL,
        prompt_format="turbo",
        codec={"kind": "vieneu-codec", "path": str(forge_codec(VieneuCodec()))},
    )
    spoken = model.voices["forged"].model_copy(update={"settings": {"file": str(voice)}})
    loaded = SpeechLMEngine.load(
        model.model_copy(update={"voices": {"forged": spoken}}), slots=2, threads=1
    )
    samples = loaded.synthesize(say("the cat G"), Watch()).samples
    loaded.close()
    assert heard(samples * 2) == list(chain("G"))


@pytest.mark.parametrize(
    ("defect", "error", "said"),
    [
        ("int64-codes", BadSetting, r"tensor\(int64\)"),
        ("nan", SynthesisFailed, "not numbers"),
    ],
)
def test_a_codec_with_a_defect_is_told_in_plain_words(
    tmp_path: Path, defect: str, error: type[Exception], said: str
) -> None:
    model = model_file(tmp_path, SMALL, forge_codec(NeuCodec(defect)))  # type: ignore[arg-type]
    with pytest.raises(error, match=said):
        SpeechLMEngine.load(model, slots=1, threads=1).synthesize(say("the cat A"), Watch())


def test_a_codec_of_the_wrong_kind_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    model = model_file(tmp_path, SMALL, forge_codec(VieneuCodec()))
    with pytest.raises(BadSetting, match=r"content_ids.*where this kind takes 'codes'"):
        SpeechLMEngine.load(model, slots=1, threads=1)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF, but not really")
    model = model_file(tmp_path, SMALL, weights={"path": str(broken)})
    with pytest.raises(EngineUnavailable, match=r"broken\.gguf is not a complete GGUF file; fetch"):
        SpeechLMEngine.load(model, slots=1, threads=1)


def test_more_slots_than_memory_are_refused_with_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 100_000_000)
    with pytest.raises(EngineUnavailable, match=r"need \d+ MB .* and 100 MB are free"):
        SpeechLMEngine.load(model_file(tmp_path, SMALL), slots=4, threads=1)


def test_a_context_beyond_the_training_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="trained for 4096"):
        SpeechLMEngine.load(model_file(tmp_path, SMALL, context=8192), slots=1, threads=1)


def test_a_model_that_reads_letters_lists_no_phonemes(tmp_path: Path) -> None:
    model = model_file(tmp_path, SMALL).model_copy(update={"phonemes": {"en": "a b"}})
    with pytest.raises(BadSetting, match="its phonemizer 'none' reads letters"):
        SpeechLMEngine.load(model, slots=1, threads=1)


def test_too_many_slots_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="1 to 256"):
        SpeechLMEngine.load(model_file(tmp_path, SMALL), slots=300, threads=1)


def test_an_unfit_setting_names_its_key(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"settings\.sampling\.temperature"):
        SpeechLMEngine.load(
            model_file(tmp_path, SMALL, sampling={"temperature": -1}), slots=1, threads=1
        )


def test_a_gpu_gets_all_layers_and_the_codec() -> None:
    assert load_params(offload=True).n_gpu_layers == -1
    assert load_params(offload=False).n_gpu_layers == 0
    available = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    assert providers("cuda", available)[0] == "CUDAExecutionProvider"
    assert providers("cpu", available) == ["CPUExecutionProvider"]


def test_a_gpu_that_the_libraries_cannot_use_is_told_with_the_remedy() -> None:
    with pytest.raises(EngineUnavailable, match="onnxruntime-gpu"):
        providers("cuda", ["CPUExecutionProvider"])


def test_automatic_slots_follow_the_cores_until_memory_is_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_file(tmp_path, SMALL)
    monkeypatch.setattr(memory, "available", lambda: 64_000_000_000)
    assert [SpeechLMEngine.suggest_slots(model, threads=n) for n in (1, 2, 4, 64)] == [
        8,
        16,
        32,
        64,
    ]
    fixed = memory.memory_need(read_settings(model), forge(SMALL), 0, forge_codec(NeuCodec())).total
    monkeypatch.setattr(memory, "available", lambda: int((fixed + 3_000_000) / 0.8))
    assert 1 <= SpeechLMEngine.suggest_slots(model, threads=4) < 32


SPEAK_AND_LIST = """
import sys
from pathlib import Path
import structlog
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
from tests.kit.forge.engines import model_file
from tests.integration.test_speechlm_engine import SMALL, say
from worker.engines import Watch
from worker.engines.speechlm.engine import SpeechLMEngine
engine = SpeechLMEngine.load(model_file(Path(sys.argv[1]), SMALL), slots=2, threads=1)
engine.synthesize(say("the cat A"), Watch())
engine.close()
print(sorted(name for name in sys.modules if name.split(".")[0] in ("torch", "transformers")))
"""


def test_no_torch_is_imported_by_a_worker_that_speaks(tmp_path: Path) -> None:
    forge(SMALL)
    done = subprocess.run(
        [sys.executable, "-c", SPEAK_AND_LIST, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout.strip() == "[]"

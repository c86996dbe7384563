"""Make the house voice: texts, readings, codec, language model, aligner, files.

    python -m training.house_voice [--work FOLDER] [--device cuda] [--stages texts readings …]

A stage whose result is there is skipped. README.md has the rest.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from training.house_voice.aligner import inventory, passing, said, teach, write_aligner
from training.house_voice.aligner_trial import trial
from training.house_voice.batches import example
from training.house_voice.codec_learning import CodecCourse, CodecLearner
from training.house_voice.codes import CODES
from training.house_voice.corpus import (
    LANGUAGES,
    Line,
    Utterance,
    read_codes,
    read_texts,
    write_codes,
    write_texts,
)
from training.house_voice.decoder import write_decoder
from training.house_voice.frames import HOP, RATE
from training.house_voice.kokoro import Reading
from training.house_voice.learning import Course, Learner, read_network
from training.house_voice.readings import (
    Files,
    have_read,
    level_of,
    read_english,
    read_vietnamese,
)
from training.house_voice.vocabulary import CHARACTERS, Vocabulary
from worker.engines.speechlm.aligner import Aligner

ROOT = Path(__file__).parents[2]
HELD = {name: ROOT / f"tests/data/house_sentences_{name}.txt" for name in LANGUAGES}
"""The sentences that no training sees."""
WORDS = Vocabulary(CHARACTERS, CODES)
ALIGNER_STEPS = 2_500
ALIGNER_READINGS, TRIAL_READINGS = 5_200, 200
"""Of each language."""
ENGLISH_TWICE = 2
"""English is harder to learn, and there is less of it: it comes twice in every pass."""


@dataclass(frozen=True)
class Plan:
    """Where things lie and how much is made."""

    work: Path
    weights: Path
    dictionary: Path
    kokoro: Path
    device: str
    texts: int
    workers: int
    reading_s: float
    codec_s: float
    learning_s: float
    codec_steps: int
    learning_steps: int
    seed: int

    def file(self, name: str) -> Path:
        """An intermediate file."""
        return self.work / name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--work", type=Path, default=ROOT / "build/house_voice")
    add("--weights", type=Path, default=ROOT / "weights/house")
    add("--dictionary", type=Path, default=Path("/usr/share/dict/american-english"))
    add("--kokoro", type=Path, default=ROOT / "build/house_voice/kokoro",
        help="folder with kokoro.onnx, vocab.json and af_heart.bin")  # fmt: skip
    add("--device", default="cuda")
    add("--texts", type=int, default=11_000, help="of each language")
    add("--workers", type=int, default=10, help="processes of each teacher")
    add("--reading-s", type=float, default=240)
    add("--codec-s", type=float, default=180)
    add("--learning-s", type=float, default=240)
    add("--codec-steps", type=int, default=0, help="instead of seconds, to try the recipe")
    add("--learning-steps", type=int, default=0)
    add("--seed", type=int, default=1)
    add("--stages", nargs="+", choices=STAGES, default=tuple(STAGES))
    options = vars(parser.parse_args())
    stages = options.pop("stages")
    plan = Plan(**options)
    for folder in (plan.work, plan.weights):
        folder.mkdir(parents=True, exist_ok=True)
    for stage in stages:
        STAGES[stage](plan)


def make_texts(plan: Plan) -> None:
    """Draw the texts."""
    path = plan.file("texts.jsonl.gz")
    if not path.exists():
        write_texts(path, HELD, plan.dictionary, seed=plan.seed, count=plan.texts)


def make_readings(plan: Plan) -> None:
    """Have the teachers read."""
    folder = plan.file("readings")
    if folder.exists():
        return
    files = Files(*(plan.kokoro / name for name in ("kokoro.onnx", "vocab.json", "af_heart.bin")))
    have_read(folder, _texts(plan), files, plan.device,
              workers=plan.workers, seconds=plan.reading_s)  # fmt: skip


def learn_codec(plan: Plan) -> None:
    """Train the codec, and encode every reading with it."""
    if plan.file("shaper.pt").exists():
        return
    texts = _texts(plan)
    english = read_english(plan.file("readings"))
    level = level_of(list(english.values()))
    readings = {
        "en": english,
        "vi": read_vietnamese(plan.file("readings"), level, plan.device),
    }
    for language, own in readings.items():
        hours = sum(len(it.places) for it in own.values()) * HOP / RATE / 3600
        print(f"{language}: {len(own)} readings, {hours:.2f} hours", flush=True)
    learner = CodecLearner(
        CodecCourse(seconds=plan.codec_s, steps=plan.codec_steps, seed=plan.seed), plan.device
    )
    learner.learn({name: _taught(own, texts) for name, own in readings.items()})
    for language, own in readings.items():
        codes = learner.encode(list(own.values()))
        write_codes(
            plan.file(f"codes_{language}.npz"),
            [
                Utterance(number, texts[number].phonemes, reading.places, code)
                for (number, reading), code in zip(own.items(), codes, strict=True)
            ],
        )
    torch.save(learner.encoder.state_dict(), plan.file("encoder.pt"))
    torch.save(learner.shaper.state_dict(), plan.file("shaper.pt"))


def _taught(readings: dict[int, Reading], texts: list[Line]) -> list[Reading]:
    return [reading for number, reading in readings.items() if not texts[number].held]


def learn(plan: Plan) -> None:
    """Train the language model."""
    path = plan.file("network.pt")
    if path.exists():
        return
    texts = _texts(plan)
    learned, held = [], []
    for language in LANGUAGES:
        for it in _utterances(plan, texts, language):
            if texts[it.line].held:
                held.append(example(it, WORDS))
            else:
                learned += [example(it, WORDS)] * (ENGLISH_TWICE if language == "en" else 1)
    course = Course(seconds=plan.learning_s, steps=plan.learning_steps, seed=plan.seed)
    Learner(WORDS, course, plan.device).learn(learned, held, path)


def export(plan: Plan) -> None:
    """Write the codec and the language model, in both kinds of weights."""
    # Only here: llama-cpp-python is compiled when it is installed.
    from training.house_voice.model_file import QUANTIZED, quantize, write_model

    shaper = torch.load(plan.file("shaper.pt"), map_location="cpu")
    weights = {name: part.float().numpy() for name, part in shaper.items()}
    write_decoder(plan.weights / "house-codec.onnx", weights, seed=plan.seed)
    _write_readings_for_tests(plan)
    whole = plan.file("house-f32.gguf")
    write_model(whole, read_network(plan.file("network.pt"), WORDS), WORDS)
    for kind in QUANTIZED:
        quantize(whole, plan.weights / f"house-{kind}.gguf", kind)


def _write_readings_for_tests(plan: Plan) -> None:
    """The codes of Kokoro's readings of the held sentences: tests can't ask Kokoro."""
    texts = _texts(plan)
    held = sorted(
        (it for it in _utterances(plan, texts, "en") if texts[it.line].held), key=lambda it: it.line
    )
    np.savez_compressed(
        ROOT / "tests/data/house_teacher_en.npz",
        lengths=np.array([len(it.codes) for it in held], np.int32),
        codes=np.concatenate([it.codes for it in held]),
    )


def make_aligner(plan: Plan) -> None:
    """Teach the aligner, and tell how many spoilt takes it finds."""
    torch.set_num_threads(1)  # So small a network is learned ten times as quickly by one.
    texts = _texts(plan)
    rng = np.random.default_rng(plan.seed)
    heard, others = [], {}
    for language in LANGUAGES:
        own = [it for it in _utterances(plan, texts, language) if not texts[it.line].held]
        chosen = [own[index] for index in rng.permutation(len(own))[:ALIGNER_READINGS]]
        others[language] = said(chosen[:TRIAL_READINGS])
        heard += said(chosen[TRIAL_READINGS:])
    sounds = inventory([*heard, *(it for own in others.values() for it in own)])
    ear = teach(heard, sounds, steps=ALIGNER_STEPS, seed=plan.seed)
    path = plan.weights / "house-aligner.onnx"
    write_aligner(path, ear, sounds, passing(heard, sounds))
    aligner = Aligner.load(path, frames_per_second=RATE // HOP)
    for language, unheard in others.items():
        print(f"{language}: {trial(aligner, unheard, seed=plan.seed)}")


def draw_both(plan: Plan) -> None:
    """Draw each teacher and what the codec makes of its codes, for a sentence not learned from."""
    from training.house_voice.drawing import Panel, draw  # matplotlib takes a second

    texts = _texts(plan)
    session = onnxruntime.InferenceSession(plan.weights / "house-codec.onnx")
    english = read_english(plan.file("readings"))
    level = level_of(list(english.values()))
    readings = {"en": english, "vi": read_vietnamese(plan.file("readings"), level, plan.device)}
    panels = []
    for language, own in readings.items():
        one = next(it for it in _utterances(plan, texts, language) if texts[it.line].held)
        padded = np.pad(one.codes.astype(np.int32), 1, mode="edge")[None, None]
        audio: NDArray[np.float32] = session.run(None, {"codes": padded})[0][0, 0]
        words = texts[one.line].spoken
        panels += [Panel(f"teacher: {words}", own[one.line].samples / 32767),
                   Panel(f"its codes: {words}", audio[HOP // 2 : -HOP // 2])]  # fmt: skip
    draw(ROOT / "docs/house_voice.png", panels)


def _texts(plan: Plan) -> list[Line]:
    return read_texts(plan.file("texts.jsonl.gz"))


def _utterances(plan: Plan, texts: list[Line], language: str) -> list[Utterance]:
    return [
        it
        for path in sorted(plan.work.glob(f"codes_{language}*.npz"))
        for it in read_codes(path, texts)
    ]


STAGES: dict[str, Callable[[Plan], None]] = {
    "texts": make_texts,
    "readings": make_readings,
    "codec": learn_codec,
    "learn": learn,
    "export": export,
    "aligner": make_aligner,
    "draw": draw_both,
}

if __name__ == "__main__":
    main()

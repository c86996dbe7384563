"""Make the house voice: texts and readings, tables, language model, files.

    python -m training.house_voice [--work FOLDER] [--stages corpus tables learn …]

Every stage goes on where it was stopped and skips what is there. README.md has the rest.
"""

import argparse
import json
import multiprocessing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from training.house_voice.aligner import inventory, passing, said, teach, write_aligner
from training.house_voice.aligner_trial import trial
from training.house_voice.batches import encode
from training.house_voice.clustering import fit_tables
from training.house_voice.corpus import (
    Listener,
    Utterance,
    make_shards,
    read_shard,
    shard_path,
    shard_texts,
)
from training.house_voice.decoder import write_decoder
from training.house_voice.examination import examine, report
from training.house_voice.frames import HOP, RATE
from training.house_voice.learning import Course, Learner, read_network
from training.house_voice.measurement import make_spectra
from training.house_voice.speaking import speak
from training.house_voice.tables import CODES, Tables
from training.house_voice.texts import Text
from training.house_voice.together import Company
from training.house_voice.vocabulary import CHARACTERS, Vocabulary
from worker.engines.speechlm.aligner import Aligner

ROOT = Path(__file__).parents[2]
HELD = ROOT / "tests/data"
"""The sentences that no training sees, a file for each language."""
LANGUAGES = ("en", "vi")
ALIGNER_SHARDS, TRIAL_SHARDS = 30, 4
"""Of the last shards, so many teach the aligner, and the very last try it."""
ALIGNER_STEPS = 600
TABLE_SHARDS = 8
TABLE_FRAMES = 250_000
NOISE_SHARDS = (900, 901)
"""Shards that aren't learned from, by which the noise of envelopes is measured."""
NOISE_TEXTS = 40


@dataclass(frozen=True)
class Plan:
    """Where things lie and how much is made."""

    work: Path
    weights: Path
    dictionary: Path
    shards: int
    processes: int
    seed: int

    @property
    def corpus(self) -> Path:
        """The readings."""
        return self.work / "corpus"

    @property
    def run(self) -> Path:
        """The checkpoints."""
        return self.work / "run"


WORDS = Vocabulary(CHARACTERS, CODES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build/house_voice")
    parser.add_argument("--weights", type=Path, default=ROOT / "weights/house")
    parser.add_argument("--dictionary", type=Path, default=Path("/usr/share/dict/american-english"))
    parser.add_argument(
        "--shards", type=int, default=150, help="of 200 texts, 20 minutes of speech"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=tuple(STAGES))
    options = vars(parser.parse_args())
    stages = options.pop("stages")
    plan = Plan(**options)
    for folder in (plan.work, plan.run, plan.weights):
        folder.mkdir(parents=True, exist_ok=True)
    for stage in stages:
        STAGES[stage](plan)


def make_corpus(plan: Plan) -> None:
    """Have the teacher read."""
    make_shards(
        plan.corpus, plan.dictionary, seed=plan.seed, shards=plan.shards, jobs=plan.processes
    )


def make_tables(plan: Plan) -> None:
    """Fit the codes."""
    if (plan.work / "tables.npz").exists():
        return
    heard = [it for number in range(TABLE_SHARDS) for it in read_shard(plan.corpus, number)]
    f0 = np.concatenate([it.f0 for it in heard])
    envelope = np.concatenate([it.envelope for it in heard])
    chosen = np.random.default_rng(plan.seed).permutation(len(f0))[:TABLE_FRAMES]
    fit_tables(f0[chosen], envelope[chosen], seed=plan.seed).save(plan.work / "tables.npz")


def learn(plan: Plan) -> None:
    """Train, in as many processes as asked for."""
    held_out(plan)
    meeting = plan.work / "meeting"
    meeting.unlink(missing_ok=True)
    torch.multiprocessing.spawn(_learn, (plan, meeting), plan.processes)


def _learn(rank: int, plan: Plan, meeting: Path) -> None:
    torch.set_num_threads(1)
    tables = Tables.load(plan.work / "tables.npz")
    company = Company(rank, plan.processes, meeting)
    course = Course(seed=plan.seed)
    learner = Learner(plan.run, WORDS, tables, course, company)
    learner.learn(plan.corpus, encode(held_out(plan)[::12], tables, WORDS))


def held_out(plan: Plan) -> list[Utterance]:
    """The teacher's readings of the sentences that are kept from training."""
    path = plan.work / "held"
    if not all(shard_path(path, number).exists() for number in range(len(LANGUAGES))):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pool.apply(_hear_held, (path,))
    return [it for number in range(len(LANGUAGES)) for it in read_shard(path, number)]


def _hear_held(folder: Path) -> None:
    listener = Listener()
    for number, language in enumerate(LANGUAGES):
        lines = (HELD / f"house_sentences_{language}.txt").read_text("utf-8").splitlines()
        listener.write_shard(folder, number, (Text(language, line) for line in lines))


def export(plan: Plan) -> None:
    """Write the codec and the language model, in both kinds of weights."""
    # Only here: llama-cpp-python is compiled when it is installed.
    from training.house_voice.model_file import QUANTIZED, quantize, write_model

    tables = Tables.load(plan.work / "tables.npz")
    _export_codec(plan, tables)
    whole = plan.work / "house-f32.gguf"
    write_model(whole, read_network(plan.run, WORDS, tables), WORDS)
    for kind in QUANTIZED:
        quantize(whole, plan.weights / f"house-{kind}.gguf", kind)


def _export_codec(plan: Plan, tables: Tables) -> None:
    listener = Listener()
    texts = (
        text
        for number in NOISE_SHARDS
        for text in islice(shard_texts(plan.dictionary, plan.seed, number), NOISE_TEXTS)
    )
    heard = [found for found in map(listener.hear, texts) if found]
    codes = [tables.encode(it.f0, it.envelope) for it, _ in heard]
    spectra = make_spectra(tables, [sound for _, sound in heard], codes)
    write_decoder(plan.weights / "house-codec.onnx", tables, spectra, seed=plan.seed)


def make_aligner(plan: Plan) -> None:
    """Teach the aligner, and tell how many spoilt takes it finds."""
    tables = Tables.load(plan.work / "tables.npz")
    last = range(plan.shards)[-(ALIGNER_SHARDS + TRIAL_SHARDS) :]
    heard, others = (
        [it for number in numbers for it in said(read_shard(plan.corpus, number), tables)]
        for numbers in (last[:-TRIAL_SHARDS], last[-TRIAL_SHARDS:])
    )
    sounds = inventory([*heard, *others])
    ear = teach(heard, sounds, tables, steps=ALIGNER_STEPS, seed=plan.seed)
    path = plan.weights / "house-aligner.onnx"
    write_aligner(path, ear, sounds, passing(heard, sounds))
    print(trial(Aligner.load(path, frames_per_second=RATE // HOP), others, seed=plan.seed))


def examine_checkpoint(plan: Plan) -> None:
    """Tell how the last checkpoint speaks the sentences that it hasn't learned from."""
    tables = Tables.load(plan.work / "tables.npz")
    network = read_network(plan.run, WORDS, tables)
    for language in LANGUAGES:
        held = [it for it in held_out(plan) if it.language == language]
        results = examine(network, WORDS, tables, held)
        print(f"{language}: {report(results)}")
        for result in results:
            if result.failures:
                print(json.dumps([*result.failures, round(result.length, 2),
                                  round(result.nearness, 2), result.phonemes],
                                 ensure_ascii=False))  # fmt: skip


SAID = {
    "en": "The lighthouse keeper counted seven ships before breakfast.",
    "vi": "Người giữ đèn biển đếm được bảy con tàu trước bữa sáng.",
}
"""Sentences to draw, which aren't learned from."""


def draw_both(plan: Plan) -> None:
    """Draw teacher and pupil."""
    from training.house_voice.drawing import Panel, draw  # matplotlib takes a second

    tables = Tables.load(plan.work / "tables.npz")
    network = read_network(plan.run, WORDS, tables)
    session = onnxruntime.InferenceSession(plan.weights / "house-codec.onnx")
    listener = Listener()
    panels = []
    for language, words in SAID.items():
        found = listener.hear(Text(language, words))
        assert found is not None
        utterance, sound = found
        prompt = WORDS.prompt(utterance.phonemes)
        codes, _ = speak(network, WORDS, [prompt], 2 * len(utterance.f0))[0]
        padded = np.pad(codes.astype(np.int32), 1, mode="edge")[None, None]
        audio = session.run(None, {"codes": padded})[0][0, 0, HOP // 2 : -HOP // 2]
        panels += [Panel(f"teacher: {words}", sound), Panel(f"house: {words}", audio)]
    draw(ROOT / "docs/house_voice.png", panels)


STAGES = {
    "corpus": make_corpus,
    "tables": make_tables,
    "learn": learn,
    "export": export,
    "aligner": make_aligner,
    "examine": examine_checkpoint,
    "draw": draw_both,
}

if __name__ == "__main__":
    main()

"""Takes of any voice, sound and with faults of words: what recognizers and checks are measured on.

Texts come in two sets. Limits are set on `tuning`, and figures are taken on `measuring`. No chunk
stands in both. `tables` are a third one, for checks that prose tells nothing of. A take is made
once: it is kept in `build/takes`, as natural voices are slow.
"""

import os
import random
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from benchmarks.tables import tables
from benchmarks.texts import held_out
from producer.chunking import chunk_document
from producer.directions.dictionary import ReadingRules
from producer.reading import read_aloud
from tests.kit.faults import babbled, looped
from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import SynthesisFailed
from voicefarm.languages import Language
from voicefarm.messages import Finding
from voicefarm.models import Model
from worker.engines import Engine, Speech, Utterance
from worker.slots.watch import Watch
from worker.sound import to_wave

TextSet = Literal["tuning", "measuring", "tables"]
TEXT_SETS: tuple[TextSet, ...] = get_args(TextSet)
KEPT = Path(__file__).parents[1] / "build" / "takes"
TUNING = 200
"""Chunks of the shuffled texts that limits may be set on. Those behind them are for measuring."""
SEED = 14
TABLES_SEED = 7
"""The limits were set on tables of other seeds."""
PHRASE = (3, 5)
"""Words that are said twice, at least and at most."""
ATTEMPTS = 3
"""Seeds that are tried for a take that the engine doesn't doubt."""
LEAST_LETTERS = 4
"""Of a word that is left out or swapped."""
SOUND_FAULTS = {"tail babbled": babbled, "loop": looped}
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SENTENCE = re.compile(r"[^.!?]+[.!?]+[\"”’)]*\s*")


def held_out_chunks(model: Model, language: Language, count: int, texts: TextSet) -> list[str]:
    """Chunks of held-out texts, as the model would get them."""
    chunks = []
    documents = tables(language, TABLES_SEED) if texts == "tables" else held_out(language)
    for document in documents:
        spoken = read_aloud(document, language, ReadingRules(language))
        chunks += [chunk.text for chunk in chunk_document(document, language, model.budget, spoken)]
    chunks = list(dict.fromkeys(chunks))
    random.Random(SEED).shuffle(chunks)
    return (chunks[TUNING:] if texts == "measuring" else chunks[:TUNING])[:count]


def takes(
    engine: Engine, model: Model, language: Language, text: str, *, damaged: bool
) -> Iterator[tuple[str, Speech]]:
    """The text as it is and, if it is to be damaged, with each fault that it has room for."""
    said = {"": text}
    if damaged:
        said |= faulty_texts(text, random.Random(zlib.crc32(text.encode())))
    whole: Speech | None = None
    for fault, words in said.items():
        speech = take(engine, model, language, words)
        if speech is None:  # nothing to hear
            continue
        whole = speech if not fault else whole
        yield fault, speech
    if damaged and whole:
        for fault, damage in SOUND_FAULTS.items():
            dice = np.random.default_rng([zlib.crc32(fault.encode()), zlib.crc32(text.encode())])
            yield fault, Speech(damage(whole.samples, model.sample_rate, dice))


def take(engine: Engine, model: Model, language: Language, text: str) -> Speech | None:
    """A take by the model's usual voice, kept or made now; None if the engine makes no sound one.

    As on the farm, a take that the engine itself doubts is made again with another seed.
    """
    voice = model.voice_for(language, None)
    path = KEPT / model.name / f"{_digest(model, voice, language, text)}.npz"
    if path.is_file():
        return _read(path)
    for attempt in range(ATTEMPTS):
        asked = Utterance(text, language, voice, seed=zlib.crc32(text.encode()) + attempt)
        with suppress(SynthesisFailed):
            speech = engine.synthesize(asked, Watch())
            if not speech.findings:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, speech)
                return _read(path)
    return None


def _digest(model: Model, voice: str, language: Language, text: str) -> str:
    named = "\n".join((model.fingerprint(voice), voice, language, text))
    return sha256(named.encode()).hexdigest()[:32]


def _write(path: Path, speech: Speech) -> None:
    """Everything that recognizers and checks look at; the samples as a take keeps them."""
    part = path.with_suffix(f".{os.getpid()}.part.npz")
    np.savez_compressed(
        part,
        pcm=to_pcm(speech.samples),
        words=np.array(speech.words, np.int64).reshape(-1, 4),
        facts=np.array(list(speech.facts.items()), dtype="U64").reshape(-1, 2),
        findings=np.array([finding.model_dump_json() for finding in speech.findings], dtype=str),
    )
    part.replace(path)


def _read(path: Path) -> Speech:
    with np.load(path) as kept:
        return Speech(
            to_wave(kept["pcm"]),
            {name: float(value) for name, value in kept["facts"]},
            tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in kept["words"]),
            tuple(Finding.model_validate_json(str(one)) for one in kept["findings"]),
        )


def faulty_texts(text: str, dice: random.Random) -> dict[str, str]:
    """The text with each fault that a model makes of words, by the fault's name."""
    words = list(_WORD.finditer(text))
    long = [word for word in words if len(word[0]) >= LEAST_LETTERS]
    sentences = list(_SENTENCE.finditer(text))
    made = {}
    if len(long) > 1:
        left_out, swapped = dice.choice(long), dice.choice(long)
        others = [word[0] for word in long if word[0].lower() != swapped[0].lower()]
        made["word dropped"] = _without(text, left_out)
        if others:
            other = dice.choice(others)
            made["word swapped"] = text[: swapped.start()] + other + text[swapped.end() :]
    if len(words) > PHRASE[1]:
        count = dice.randint(*PHRASE)
        first = dice.randrange(len(words) - count)
        start, end = words[first].start(), words[first + count - 1].end()
        made["phrase repeated"] = f"{text[:end]} {text[start:end]}{text[end:]}"
    if len(sentences) > 1:
        made["sentence dropped"] = _without(text, dice.choice(sentences))
    return made


def _without(text: str, part: re.Match[str]) -> str:
    return " ".join((text[: part.start()] + " " + text[part.end() :]).split())

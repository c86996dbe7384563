"""How well a recognizer understands each voice, how fast it speaks, and its memory.

    python -m benchmarks.voices [--voices kokoro:af_heart:en …] [--sentences N] [--articles N]

A voice is given as model:voice:language. Its model speaks in a process of its own with one slot, so
that CPU time and memory are its own. Whisper base, out of packages, writes down what it said. Both
sides are compared as words that are spoken, without case and marks. Sentences are those that were
kept from the house voice's training, and `texts/sentences_LANGUAGE.txt` for other languages.
Articles are the two examples, in chunks as the farm makes them; `--articles 0` leaves them out.

Writes `results/voices.json`, with an entry a voice. Voices that were measured earlier stay in it.
What isn't measured here has no value: `false_alarm_share` and `found_share_min` are the checks'.
Words of a recognizer are wrong by themselves, too; what it doesn't understand of a language says
nothing of the voice.
"""

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.recognizer import Errors, count_errors, hears, open_recognizer
from benchmarks.results import RESULTS
from producer.chunking import chunk_document
from producer.directions.dictionary import ReadingRules
from producer.documents.formats import read_document
from producer.reading import read_aloud
from voicefarm.languages import Language
from voicefarm.models import Model, shipped_config
from voicefarm.normalization.reading import read_text
from voicefarm.settings import load_settings
from worker import heap
from worker.engines import Utterance, engine_class
from worker.quality.instruments.whisper import Whisper
from worker.slots.watch import Watch

ROOT = Path(__file__).parents[1]
TEXTS = Path(__file__).parent / "texts"
MB = 1_000_000
VOICES = (
    *("house:en:en", "piper-joe:joe:en", "espeak:en-us:en", "kokoro:af_heart:en"),
    *("kokoro:am_michael:en", "kokoro:bf_emma:en-GB", "kokoro:jm_kumo:en"),
    *("house:vi:vi", "espeak:vi:vi"),
    *("kokoro:ef_dora:es", "kokoro:ff_siwis:fr", "kokoro:if_sara:it", "kokoro:pf_dora:pt-BR"),
    *("kokoro:hf_alpha:hi", "kokoro:zf_xiaoxiao:zh", "kokoro:jf_alpha:ja"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One voice."""

    wer_sentences: float
    sentences: int
    wer_article: float | None
    article_chunks: int
    times_real_time_per_core: float
    peak_mb: int
    """Of its process, with one slot."""
    load_average: float
    """Of the machine while it spoke: other work makes a core slower."""
    false_alarm_share: float | None = None
    found_share_min: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A voice with the language in which it is measured."""

    model: str
    voice: str
    language: Language

    def __str__(self) -> str:
        return f"{self.model}:{self.voice}:{self.language}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=VOICES)
    parser.add_argument("--sentences", type=int, default=200, help="at most, of each voice")
    parser.add_argument("--articles", type=int, default=1_000, help="chunks of each, at most")
    options = parser.parse_args()
    recognizer = open_recognizer()
    for name in options.voices:
        chosen = Chosen(*name.split(":"))
        figures = measure(chosen, options.sentences, options.articles, recognizer)
        _keep(str(chosen), figures)
        print(f"{chosen}: {json.dumps(asdict(figures))}", flush=True)


def measure(chosen: Chosen, sentences: int, chunks: int, recognizer: Whisper) -> Measured:
    """Have the voice speak in a process of its own, and the recognizer listen."""
    catalogue = load_settings().catalogue()
    lines = _sentences(chosen.language)[:sentences]
    article = _article(chosen.language, catalogue[chosen.model])[:chunks]
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    texts = [*(read_text(line, chosen.language).spoken for line in lines), *article]
    speaker = multiprocessing.get_context("spawn").Process(
        target=_speak, args=(theirs, chosen, texts)
    )
    speaker.start()
    theirs.close()
    sums = (Errors(), Errors())
    for number, text in enumerate(texts):
        samples, rate = ours.recv()
        heard = hears(recognizer, samples, rate, chosen.language)
        count_errors(sums[number >= len(lines)], text, heard, chosen.language)
    audio_s, core_s, peak = ours.recv()
    speaker.join()
    return Measured(
        wer_sentences=round(sums[0].rate, 4),
        sentences=len(lines),
        wer_article=round(sums[1].rate, 4) if article else None,
        article_chunks=len(article),
        times_real_time_per_core=round(audio_s / core_s, 2),
        peak_mb=peak // MB,
        load_average=round(os.getloadavg()[0], 1),
    )


def _speak(results: Connection, chosen: Chosen, texts: Iterable[str]) -> None:
    """Load the model and send each text's samples, then the seconds of audio and of CPU."""
    model = load_settings().catalogue()[chosen.model]
    engine = engine_class(model.engine).load(model, slots=1, threads=1)
    audio_s = core_s = 0.0
    for text in texts:
        began = time.process_time()
        speech = engine.synthesize(Utterance(text, chosen.language, chosen.voice), Watch())
        core_s += time.process_time() - began
        audio_s += len(speech.samples) / model.sample_rate
        results.send((_quiet_ends(speech.samples), model.sample_rate))
    results.send((audio_s, core_s, heap.peak_bytes()))


def _quiet_ends(samples: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([np.zeros(4_000, np.float32), samples, np.zeros(4_000, np.float32)])


def _sentences(language: Language) -> list[str]:
    places = [
        ROOT / "tests" / "data" / f"house_sentences_{language.partition('-')[0]}.txt",
        TEXTS / f"sentences_{language.partition('-')[0]}.txt",
    ]
    lines = (line for path in places if path.is_file() for line in path.read_text().splitlines())
    return [line for line in lines if line.strip()]


def _article(language: Language, model: Model) -> list[str]:
    """The chunks of the example article in the language, as they are spoken."""
    path = shipped_config().parent / "examples" / f"article_{language.partition('-')[0]}.md"
    return list(_chunks(path, language, model)) if path.is_file() else []


def _chunks(path: Path, language: Language, model: Model) -> Iterator[str]:
    document = read_document(path)
    spoken = read_aloud(document, language, ReadingRules(language))
    for chunk in chunk_document(document, language, model.budget, spoken):
        yield read_text(chunk.text, language).spoken


def _keep(name: str, figures: Measured) -> None:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / "voices.json"
    known = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(known | {name: asdict(figures)}, indent=2) + "\n")


if __name__ == "__main__":
    main()

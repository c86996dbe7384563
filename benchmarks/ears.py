"""How well recognizers judge takes: false alarms, and which share of each fault they find.

    python -m benchmarks.ears [--voices piper-joe espeak house] [--recognizers whisper-tiny.en …]
                              [--sound N] [--damaged N] [--language en]

The engine speaks texts that no limit was tuned on, in chunks as the producer cuts them. Then it
speaks them with a fault: a word or a sentence left out, another word, a phrase said twice. Two
faults are made of the sound itself: a babbled tail and a stuck loop. A pair of voice and recognizer
that the recognizer's file calls unfit is said to be so, and not measured. Any model's name may
stand among the voices. Prints a table and writes `results/ears.json`.
"""

import argparse
import random
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.results import report
from benchmarks.texts import held_out
from producer.chunking import chunk_document
from producer.directions.dictionary import ReadingRules
from producer.reading import read_aloud
from tests.kit.faults import babbled, looped
from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import BadSetting, SynthesisFailed
from voicefarm.languages import Language
from voicefarm.models import Model
from voicefarm.settings import Settings, load_settings
from worker.engines import Engine, Speech, Utterance, engine_class
from worker.quality.instruments.second_opinion import SecondOpinion
from worker.slots.watch import Watch
from worker.sound import Wave, to_wave
from worker.sound.speech import find_speech

VOICES = ("piper-joe", "espeak", "house")
LANGUAGES: tuple[Language, ...] = ("en", "vi")
SOUND, DAMAGED = 200, 60
"""Takes without a fault, and takes with each fault, of each voice."""
SEED = 14
PHRASE = (3, 5)
"""Words that are said twice, at least and at most."""
LEAST_LETTERS = 4
"""Of a word that is left out or swapped."""
SOUND_FAULTS = {"tail babbled": babbled, "loop": looped}
GOALS = {
    "false_alarm_share": "<= 0.01",
    "sentence dropped": ">= 0.95",
    "tail babbled": ">= 0.95",
    "word dropped": ">= 0.85",
    "word swapped": ">= 0.6",
    "phrase repeated": ">= 0.6",
}
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SENTENCE = re.compile(r"[^.!?]+[.!?]+[\"”’)]*\s*")


@dataclass
class Heard:
    """What one recognizer said of one voice's takes."""

    sound: int = 0
    alarms: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    core_s: float = 0.0
    audio_s: float = 0.0

    def figures(self) -> dict[str, float]:
        """Shares, and the cost of listening."""
        shares = {fault: self.found[fault] / count for fault, count in self.tried.items()}
        return {
            "sound_takes": self.sound,
            "false_alarm_share": len(self.alarms) / max(1, self.sound),
            **{f"found_share_by_fault, {fault}": share for fault, share in shares.items()},
            "core_s_per_audio_s": self.core_s / max(self.audio_s, 1e-9),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=VOICES, help="models")
    parser.add_argument("--recognizers", nargs="+", help="all of them by default")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES)
    parser.add_argument("--sound", type=int, default=SOUND)
    parser.add_argument("--damaged", type=int, default=DAMAGED)
    options = parser.parse_args()
    settings = load_settings(verify=1.0)
    ears = options.recognizers or list(settings.recognizers())
    figures: dict[str, float] = {}
    for name in options.voices:
        for language in options.languages:
            if language in settings.catalogue()[name].languages:
                heard = ears_figures(name, language, ears, options.sound, options.damaged)
                figures |= {f"{language}, {pair}": value for pair, value in heard.items()}
    goals = {name: GOALS.get(name.split(", ")[-1], "") for name in figures}
    report("ears", figures, goals)


def ears_figures(
    name: str, language: Language, recognizers: Sequence[str], sound: int, damaged: int
) -> dict[str, float]:
    """The figures of each recognizer on a model's usual voice; `fit` is 0 where it is unfit."""
    model = load_settings().catalogue()[name]
    opened = {one: _opened(one, model, language) for one in recognizers}
    fit = {one: ears for one, ears in opened.items() if ears}
    engine = engine_class(model.engine).load(model, slots=1, threads=1) if fit else None
    told = {one: Heard() for one in fit}
    if engine:
        for number, text in enumerate(held_out_chunks(model, language, sound)):
            takes = list(_takes(engine, model, language, text, damaged=number < damaged))
            for one, ears in fit.items():
                _count(told[one], ears, text, language, takes, model.sample_rate)
        engine.close()
    unfit = {f"{name} by {one}, fit": 0.0 for one in recognizers if one not in fit}
    measured = {
        f"{name} by {one}, {figure}": value
        for one, heard in told.items()
        for figure, value in {"fit": 1.0, **heard.figures()}.items()
    }
    for heard in told.values():
        print(*heard.alarms, sep="\n")
    return {**measured, **unfit}


def _opened(name: str, model: Model, language: Language) -> SecondOpinion | None:
    settings: Settings = load_settings(verify=1.0, verify_model=name)
    try:
        settings.recognizers()[name].check_fit(model.name, language)
    except BadSetting as refusal:
        print(refusal)
        return None
    return SecondOpinion.open(settings, 1, model)


def held_out_chunks(model: Model, language: Language, count: int) -> list[str]:
    """Chunks of texts that no limit was tuned on, as the model would get them."""
    chunks = []
    for document in held_out(language):
        spoken = read_aloud(document, language, ReadingRules(language))
        chunks += [chunk.text for chunk in chunk_document(document, language, model.budget, spoken)]
    chunks = list(dict.fromkeys(chunks))
    random.Random(SEED).shuffle(chunks)
    return chunks[:count]


def _takes(
    engine: Engine, model: Model, language: Language, text: str, *, damaged: bool
) -> Iterator[tuple[str, Speech]]:
    """The text as it is and, if it is to be damaged, with each fault that it has room for."""
    said = {"": text}
    if damaged:
        said |= faulty_texts(text, random.Random(zlib.crc32(text.encode())))
    voice = model.voice_for(language, None)
    whole: Speech | None = None
    for fault, words in said.items():
        seed = zlib.crc32(words.encode())
        try:
            speech = engine.synthesize(Utterance(words, language, voice, 1.0, seed), Watch())
        except SynthesisFailed:  # no take, so nothing to hear
            continue
        whole = speech if not fault else whole
        yield fault, speech
    if damaged and whole:
        for fault, damage in SOUND_FAULTS.items():
            dice = np.random.default_rng([zlib.crc32(fault.encode()), zlib.crc32(text.encode())])
            yield fault, Speech(damage(whole.samples, model.sample_rate, dice))


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


def _count(
    heard: Heard,
    ears: SecondOpinion,
    text: str,
    language: Language,
    takes: Sequence[tuple[str, Speech]],
    rate: int,
) -> None:
    for fault, speech in takes:
        wave: Wave = to_wave(to_pcm(speech.samples))
        active = find_speech(wave, rate).active
        started = time.process_time()
        opinion = ears.opinion(wave, rate, text, language, active, speech.words)
        heard.core_s += time.process_time() - started
        heard.audio_s += len(wave) / rate
        if fault:
            heard.tried[fault] += 1
            heard.found[fault] += bool(opinion.findings)
            continue
        heard.sound += 1
        if opinion.findings:
            says = "; ".join(finding.says for finding in opinion.findings)
            heard.alarms.append(f"false alarm: {says}: {text}")


if __name__ == "__main__":
    main()

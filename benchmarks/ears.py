"""How well recognizers judge takes: false alarms, and which share of each fault they find.

    python -m benchmarks.ears [--voices piper-joe espeak house] [--recognizers whisper-tiny.en …]
                              [--sound N] [--damaged N] [--languages en] [--texts tuning]

The engine speaks texts that no limit was set on, in chunks as the producer cuts them. Then it
speaks them with a fault: a word or a sentence left out, another word, a phrase said twice. Two
faults are made of the sound itself: a babbled tail and a stuck loop. A pair of voice and recognizer
that the recognizer's file calls unfit is said to be so, and not measured. Any model's name may
stand among the voices.

An accused take without a fault of ours may have one of its voice's own: a word that it swallows. So
Whisper base writes down what it hears of it, and the figures say how often the doubted words aren't
there either. Such a take is a false alarm all the same, as Whisper base errs too.

What was heard of each take is kept in `build/heard`, token by token. So limits can be set and
formulas tried without hearing the takes again: `--texts tuning` is the set for that. Prints a table
and writes `results/ears.json`, for the tuning set `results/ears_tuning.json`.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from benchmarks.recognizer import hears, open_recognizer, spoken_words
from benchmarks.results import report
from benchmarks.takes import TEXT_SETS, TextSet, held_out_chunks, takes
from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import BadSetting
from voicefarm.languages import Language
from voicefarm.messages import Doubt, Hearing
from voicefarm.models import Model
from voicefarm.recognizers.recognizer import HearingLimits
from voicefarm.settings import load_settings
from worker.engines import Speech, engine_class
from worker.quality.checks.words import HeardToken, doubts_past, hearing_of, misheard
from worker.quality.instruments.second_opinion import SecondOpinion
from worker.quality.instruments.whisper import Whisper
from worker.sound import Wave, to_wave
from worker.sound.speech import find_speech

VOICES = ("piper-joe", "espeak", "house")
LANGUAGES: tuple[Language, ...] = ("en", "vi")
SOUND, DAMAGED = 200, 60
"""Takes without a fault, and takes with each fault, of each voice."""
HEARD = Path(__file__).parents[1] / "build" / "heard"
GOALS = {
    "false_alarm_share": "<= 0.01",
    "sentence dropped": ">= 0.95",
    "tail babbled": ">= 0.95",
    "word dropped": ">= 0.85",
    "word swapped": ">= 0.6",
    "phrase repeated": ">= 0.6",
}


class HeardTake(BaseModel):
    """What a recognizer heard of one take."""

    fault: str
    """Empty if it is sound."""
    tokens: tuple[HeardToken, ...]
    """The text as it was heard; empty if the take had to be written down."""
    missing: Doubt | None = None
    """The word without which the sound is likeliest."""
    active: str
    """`#` for each frame of FRAME_S that speaks, `.` for the others."""
    spoken: tuple[tuple[float, float, str], ...]
    """When the engine says each word, in seconds; empty if it can't say."""
    accused: bool
    """By the limits of when it was heard."""
    core_s: float
    audio_s: float
    text: str

    @property
    def hearing(self) -> Hearing:
        """By today's formula."""
        active = np.array([frame == "#" for frame in self.active])
        return hearing_of(self.tokens, active, self.missing)

    def says(self, limits: HearingLimits) -> str:
        """What is held against it; empty for nothing."""
        if not self.tokens:
            return "its transcript differs" if self.accused else ""
        return "; ".join(finding.says for finding in misheard(self.hearing, limits))


@dataclass
class Judged:
    """What one recognizer said of one voice's takes."""

    sound: int = 0
    unheard: int = 0
    """False alarms whose words the witness doesn't hear either."""
    alarms: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    core_s: float = 0.0
    audio_s: float = 0.0

    def add(self, take: HeardTake, limits: HearingLimits, speech: Speech, rate: int) -> None:
        """Judge one more take by the limits."""
        self.core_s += take.core_s
        self.audio_s += take.audio_s
        says = take.says(limits)
        if take.fault:
            self.tried[take.fault] += 1
            self.found[take.fault] += bool(says)
            return
        self.sound += 1
        if says:
            self.alarms.append(f"false alarm: {says}: {take.text}")
            self.unheard += is_unheard(take, limits, speech, rate)

    def figures(self) -> dict[str, float]:
        """Shares, and the cost of listening."""
        counts = {f"damaged_takes, {fault}": count for fault, count in self.tried.items()}
        shares = {fault: self.found[fault] / count for fault, count in self.tried.items()}
        return {
            "fit": 1.0,
            "sound_takes": self.sound,
            "false_alarm_share": len(self.alarms) / max(1, self.sound),
            "false_alarms": len(self.alarms),
            "false_alarms, not heard by whisper-base either": self.unheard,
            **counts,
            **{f"found_share_by_fault, {fault}": share for fault, share in shares.items()},
            "core_s_per_audio_s": self.core_s / max(self.audio_s, 1e-9),
        }


def is_unheard(take: HeardTake, limits: HearingLimits, speech: Speech, rate: int) -> bool:
    """Whether the witness doesn't hear the doubted words either, one behind the other."""
    doubted = [doubt.words for _, doubt in doubts_past(take.hearing, limits)]
    if not doubted:
        return False
    heard = hears(_witness(), to_wave(to_pcm(speech.samples)), rate, "en")
    words, missing = (" ".join(spoken_words(text, "en")) for text in (heard, doubted[0]))
    return f" {missing} " not in f" {words} "


@cache
def _witness() -> Whisper:
    return open_recognizer()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=VOICES, help="models")
    parser.add_argument("--recognizers", nargs="+", help="all of them by default")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES)
    parser.add_argument("--sound", type=int, default=SOUND)
    parser.add_argument("--damaged", type=int, default=DAMAGED)
    parser.add_argument("--texts", choices=TEXT_SETS, default="measuring")
    options = parser.parse_args()
    settings = load_settings(verify=1.0)
    ears = options.recognizers or list(settings.recognizers())
    name = "ears" if options.texts == "measuring" else f"ears_{options.texts}"
    figures: dict[str, float] = {}
    for voice in options.voices:
        for language in options.languages:
            if language in settings.catalogue()[voice].languages:
                work = Work(voice, language, options.texts, options.sound, options.damaged)
                heard = ears_figures(work, ears)
                figures |= {f"{language}, {pair}": value for pair, value in heard.items()}
                goals = {name: GOALS.get(name.split(", ")[-1], "") for name in figures}
                report(name, figures, goals)


@dataclass(frozen=True, slots=True)
class Work:
    """What is measured: the usual voice of a model, and on how many takes."""

    voice: str
    language: Language
    texts: TextSet
    sound: int
    damaged: int

    @property
    def model(self) -> Model:
        """The model's file."""
        return load_settings().catalogue()[self.voice]


def ears_figures(work: Work, recognizers: Sequence[str]) -> dict[str, float]:
    """The figures of each recognizer; `fit` is 0 where it is unfit."""
    limits = {one: _limits(one, work) for one in recognizers}
    fit = {one: own for one, own in limits.items() if own}
    judged = {one: Judged() for one in fit}
    if fit:
        for one, take, speech in _heard(work, list(fit)):
            judged[one].add(take, fit[one], speech, work.model.sample_rate)
    for result in judged.values():
        print(*result.alarms, sep="\n")
    return {
        **{f"{work.voice} by {one}, fit": 0.0 for one in recognizers if one not in fit},
        **{
            f"{work.voice} by {one}, {figure}": value
            for one, result in judged.items()
            for figure, value in result.figures().items()
        },
    }


def _limits(name: str, work: Work) -> HearingLimits | None:
    recognizer = load_settings().recognizers()[name]
    try:
        recognizer.check_fit(work.voice, work.language)
    except BadSetting as refusal:
        print(refusal)
        return None
    return recognizer.limits(work.voice, work.language)


def _heard(work: Work, recognizers: Sequence[str]) -> Iterator[tuple[str, HeardTake, Speech]]:
    """All takes as each of the recognizers hears them, or heard them before."""
    model, language = work.model, work.language
    engine = engine_class(model.engine).load(model, slots=1, threads=1)
    ears = {one: Ears.open(one, work) for one in recognizers}
    for number, text in enumerate(held_out_chunks(model, language, work.sound, work.texts)):
        made = takes(engine, model, language, text, damaged=number < work.damaged)
        for fault, speech in made:
            for one in recognizers:
                yield one, ears[one].heard(fault, text, speech), speech
    engine.close()


@dataclass(slots=True)
class Ears:
    """A recognizer that remembers what it heard of a voice."""

    opinion: SecondOpinion
    work: Work
    file: Path
    known: dict[str, Any]

    @classmethod
    def open(cls, name: str, work: Work) -> "Ears":
        """With what it heard in earlier runs."""
        file = HEARD / f"{work.voice}_{work.language}_{name}_tokens.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text().splitlines() if file.is_file() else []
        known = {one["fault"] + one["text"]: one for one in map(json.loads, lines)}
        settings = load_settings(verify=1.0, verify_model=name)
        return cls(SecondOpinion.open(settings, 1, work.model), work, file, known)

    def heard(self, fault: str, text: str, speech: Speech) -> HeardTake:
        """What it hears of a take of `text`."""
        if kept := self.known.get(fault + text):
            return HeardTake.model_validate(kept)
        rate = self.work.model.sample_rate
        wave: Wave = to_wave(to_pcm(speech.samples))
        active = find_speech(wave, rate).active
        started = time.process_time()
        opinion = self.opinion.opinion(wave, rate, text, self.work.language, active, speech.words)
        take = HeardTake(
            fault=fault,
            tokens=opinion.tokens,
            missing=opinion.hearing.missing if opinion.hearing else None,
            active="".join("#" if speaks else "." for speaks in active),
            spoken=tuple(
                (first / rate, last / rate, text[place : place + length])
                for first, last, place, length in speech.words
            ),
            accused=bool(opinion.findings),
            core_s=time.process_time() - started,
            audio_s=len(wave) / rate,
            text=text,
        )
        with self.file.open("a") as file:
            file.write(take.model_dump_json() + "\n")
        return take


if __name__ == "__main__":
    main()

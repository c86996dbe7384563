"""The house voice against its teachers: both of its files, alone, among 15 others, and at length.

The first of them is also read without its aligner. That shows the model alone: no take is made
again because it leaves out a word or says one twice.

    python -m benchmarks.house [--sentences N] [--models house …] [--slots 16 …]
        [--backbones llamacpp openvino] [--readings N] [--brief]

The real command reads sentences that no training saw, every sentence a chunk of its own. It reads
the same joined to passages of up to 256 characters, as a chunk of an article has. Each take is
compared with its teacher's reading of the same words, Kokoro's or espeak-ng's:

- whether the model ended by itself, and how long the take is
- how near it comes, as a share of the distance to another sentence's reading of that length
- whether a word is missing or said twice, by the same comparison

Whisper tiny.en also writes the English takes down, where it is on this machine: its word error rate
is the better judge of words there.

How well the last is noticed is measured first. espeak-ng reads the sentences with a word left out
or said twice, and also faster and slower, where no fault may be reported.

With `--backbones` each of them reads everything, one after the other in one run. Prints tables and
writes `results/house.json`.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.results import report
from tests.kit.audio_distance import align
from tests.kit.commands import Commands
from tests.kit.house_voice import (
    LANGUAGES,
    HeardWords,
    Verdict,
    chunk_sentences,
    espeak,
    heard_words,
    judged,
    narrated,
    passages,
)
from tests.kit.real_ears import EARS
from voicefarm.languages import Language
from voicefarm.models import shipped_config
from voicefarm.normalization.reading import read_text

MODELS = ("house", "house-q4")
SLOTS = (16, 1)
TIMEOUT_S = 3600.0
EDITS = 2
"""Words of a sentence that are left out and said twice, to see what is found."""
GOALS = {
    "ended": ">= 0.99",
    "in_time": ">= 0.95",
    "alike": ">= 0.97",
    "all_words_once": "1",
    "word_error_rate": "<= 0.05",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=200, help="of each language")
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--slots", nargs="+", type=int, default=SLOTS)
    parser.add_argument("--backbones", nargs="+", default=[""], help="one after the other")
    parser.add_argument("--readings", type=int, default=1, help="of each sentence, by other seeds")
    parser.add_argument("--brief", action="store_true", help="sentences alone, with the aligner")
    options = parser.parse_args()
    figures = {} if options.brief else _detector(min(options.sentences, 60))
    alone = {language: chunk_sentences(language)[: options.sentences] for language in LANGUAGES}
    joined = {language: passages(language)[: options.sentences] for language in LANGUAGES}
    failures: dict[str, dict[str, float]] = {}
    runs = list(_runs(options.models, options.slots, alone, joined))
    if options.brief:
        runs = [run for run in runs if run.texts is alone and run.aligned]
    for run in (run.on(backbone) for run in runs for backbone in options.backbones):
        measured, failures[run.name] = _voice(run, options.readings)
        figures |= {f"{run.name}, {key}": value for key, value in measured.items()}
    goals = {
        name: GOALS.get(name.rpartition(" ")[2], "") if "bare" not in name else ""
        for name in figures
    }
    _table(failures)
    report("house", figures, goals)


@dataclass(frozen=True)
class Run:
    """One model with a number of slots, and what it reads."""

    name: str
    model: str
    slots: int
    texts: Mapping[Language, list[str]]
    aligned: bool = True
    backbone: str = ""
    """As VOICEFARM_BACKBONE; empty for what the worker chooses."""

    def on(self, backbone: str) -> "Run":
        """The same on one backbone."""
        name = f"{self.name} on {backbone}" if backbone else self.name
        return replace(self, name=name, backbone=backbone)

    def settings(self, folder: Path) -> dict[str, str]:
        """The environment of its commands."""
        chosen = {"VOICEFARM_BACKBONE": self.backbone} if self.backbone else {}
        return chosen | {
            "VOICEFARM_STORE": f"{folder}/store",
            "VOICEFARM_SLOTS": str(self.slots),
            "VOICEFARM_VERIFY_MODEL": EARS.name,
        }


def _runs(
    models: Sequence[str],
    slots: Sequence[int],
    alone: Mapping[Language, list[str]],
    joined: Mapping[Language, list[str]],
) -> Iterator[Run]:
    most = slots[0]
    yield Run(f"{models[0]} bare, {most} slots", models[0], most, alone, aligned=False)
    yield Run(f"{models[0]} bare, passages", models[0], most, joined, aligned=False)
    for model in models:
        for count in slots:
            yield Run(f"{model}, {count} slots", model, count, alone)
        yield Run(f"{model}, passages", model, most, joined)


def _voice(run: Run, readings: int) -> tuple[dict[str, float], dict[str, float]]:
    """The figures of one run, and the share of each kind of failure."""
    figures: dict[str, float] = {}
    failures: Counter[str] = Counter()
    count = 0
    for language, texts in run.texts.items():
        made = [_read(run, language, texts, seed) for seed in range(readings)]
        verdicts = [verdict for reading in made for verdict in reading.verdicts]
        heard = [reading.heard for reading in made if reading.heard]
        figures |= {f"{language} {key}": value for key, value in _shares(verdicts).items()}
        if heard:
            figures[f"{language} word_error_rate"] = _rate(heard)
        figures[f"{language} narrate_s"] = sum(reading.wall_s for reading in made)
        failures.update(kind for verdict in verdicts for kind in verdict.failures)
        count += len(verdicts)
        _print_faults(run.name, language, verdicts)
    return figures, {kind: failed / count for kind, failed in failures.items()}


@dataclass(frozen=True)
class _Reading:
    """What came of one reading of all sentences of a language."""

    verdicts: list[Verdict]
    heard: HeardWords | None
    """Of English, where there is a recognizer."""
    wall_s: float


def _read(run: Run, language: Language, texts: Sequence[str], seed: int) -> _Reading:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        settings = run.settings(folder)
        if not run.aligned:
            settings["VOICEFARM_MODELS_DIR"] = made
            _write_without_aligner(folder, run.model)
        here = Commands(folder, settings, timeout_s=TIMEOUT_S)
        began = time.monotonic()
        lines = narrated(here, run.model, language, texts, seed)
        wall_s = time.monotonic() - began
        is_heard = language == "en" and EARS.installed
        heard = heard_words(here, list(lines)) if is_heard else None
        return _Reading(list(judged(here, language, texts, lines)), heard, wall_s)


def _rate(heard: Sequence[HeardWords]) -> float:
    return sum(own.rate * own.words for own in heard) / sum(own.words for own in heard)


def _write_without_aligner(folder: Path, model: str) -> None:
    """A model file of the same name, which replaces the shipped one."""
    shipped = shipped_config() / "models" / f"{model}.toml"
    text = re.sub(r"\[settings\.aligner\]\n(\w.*\n)+", "", shipped.read_text("utf-8"))
    assert "aligner" not in text.partition("[settings")[2], "the table was not found"
    text = text.replace('path = "../../', f'path = "{shipped.parents[2]}/')
    (folder / shipped.name).write_text(text, encoding="utf-8")


def _shares(verdicts: Sequence[Verdict]) -> dict[str, float]:
    kept = [verdict for verdict in verdicts if verdict.kept]
    return {
        "ended": _share(verdict.ended for verdict in verdicts),
        "in_time": _share(verdict.in_time for verdict in verdicts),
        "alike": _share(verdict.alike for verdict in verdicts),
        "all_words_once": _share(verdict.kept and verdict.alignment.sound for verdict in verdicts),
        "remade": _share(bool(verdict.rejected) for verdict in verdicts),
        "flagged": _share(bool(verdict.flagged) for verdict in verdicts),
        "nearness_median": statistics.median(verdict.nearness for verdict in kept),
        "length_median": statistics.median(verdict.length for verdict in kept),
    }


def _share(outcomes: Iterator[bool]) -> float:
    return statistics.fmean(outcomes)


def _print_faults(name: str, language: Language, verdicts: Sequence[Verdict]) -> None:
    """Each sentence with a fault."""
    for verdict in verdicts:
        if verdict.failures or verdict.flagged or verdict.rejected:
            checks = ", ".join((*verdict.rejected, *verdict.flagged)) or "none"
            print(
                f"{name}, {language}: {', '.join(verdict.failures) or 'sound'} "
                f"(checks: {checks}; length {verdict.length:.2f}, nearness "
                f"{verdict.nearness:.2f}): {verdict.sentence}",
                flush=True,
            )


def _table(failures: dict[str, dict[str, float]]) -> None:
    """Kinds of failure by run, as shares of its texts."""
    kinds = sorted({kind for shares in failures.values() for kind in shares})
    width = max(map(len, failures)) + 2
    print(f"\n{'failures':<20}" + "".join(f"{name:>{width}}" for name in failures))
    for kind in kinds:
        row = "".join(f"{shares.get(kind, 0):>{width}.1%}" for shares in failures.values())
        print(f"{kind:<20}{row}")


def _detector(count: int) -> dict[str, float]:
    """How often the alignment finds a word left out or said twice, and one where none is."""
    figures: dict[str, float] = {}
    for language in LANGUAGES:
        noticed: dict[str, list[bool]] = {"missing": [], "repeated": [], "nothing": []}
        for number, sentence in enumerate(chunk_sentences(language)[:count]):
            words = read_text(sentence, language).spoken.split()
            wanted = espeak(" ".join(words), language)
            for rate in (160, 192):
                at_rate = espeak(" ".join(words), language, rate)
                noticed["nothing"].append(not align(wanted, at_rate).sound)
            for place in _places(words, random.Random(number)):
                without = espeak(" ".join(words[:place] + words[place + 1 :]), language)
                twice = espeak(" ".join(words[: place + 1] + words[place:]), language)
                noticed["missing"].append(bool(align(wanted, without).missing))
                noticed["repeated"].append(bool(align(wanted, twice).added))
        figures |= {
            f"espeak {language} found_{kind}": _share(iter(seen)) for kind, seen in noticed.items()
        }
    return figures


def _places(words: Sequence[str], dice: random.Random) -> Sequence[int]:
    """Some words to leave out or say twice: no small ones, and none with a mark behind it."""
    inner = [place for place, word in enumerate(words) if word.isalpha() and len(word) > 3]
    return dice.sample(inner, min(EDITS, len(inner)))


if __name__ == "__main__":
    main()

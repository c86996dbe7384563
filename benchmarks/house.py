"""The house voice against its teachers: both of its files, alone, among 15 others, and at length.

The first of them is also read without its aligner. That shows the model alone: no take is made
again because it leaves out a word or says one twice.

    python -m benchmarks.house [--sentences N] [--models house …] [--slots 16 …]

The real command reads sentences that no training saw, every sentence a chunk of its own. It reads
the same joined to passages of up to 256 characters, as a chunk of an article has. Each take is
compared with its teacher's reading of the same words, Kokoro's or espeak-ng's:

- whether the model ended by itself, and how long the take is
- how near it comes, as a share of the distance to another sentence's reading of that length
- whether a word is missing or said twice

How well the last is noticed is measured first. espeak-ng reads the sentences with a word left out
or said twice, and also faster and slower, where no fault may be reported. Prints tables and writes
`results/house.json`.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import report
from tests.kit.audio_distance import align
from tests.kit.commands import Commands
from tests.kit.house_voice import LANGUAGES, Verdict, espeak, judged, narrated, passages, sentences
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
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=200, help="of each language")
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--slots", nargs="+", type=int, default=SLOTS)
    options = parser.parse_args()
    figures = _detector(min(options.sentences, 60))
    alone = {language: sentences(language)[: options.sentences] for language in LANGUAGES}
    joined = {language: passages(language)[: options.sentences] for language in LANGUAGES}
    failures: dict[str, dict[str, float]] = {}
    for run in _runs(options.models, options.slots, alone, joined):
        measured, failures[run.name] = _voice(run)
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


def _voice(run: Run) -> tuple[dict[str, float], dict[str, float]]:
    """The figures of one run, and the share of each kind of failure."""
    figures: dict[str, float] = {}
    failures: Counter[str] = Counter()
    for language, texts in run.texts.items():
        with tempfile.TemporaryDirectory() as folder:
            settings = {"VOICEFARM_STORE": f"{folder}/store", "VOICEFARM_SLOTS": str(run.slots)}
            if not run.aligned:
                settings["VOICEFARM_MODELS_DIR"] = folder
                _write_without_aligner(Path(folder), run.model)
            here = Commands(Path(folder), settings, timeout_s=TIMEOUT_S)
            began = time.monotonic()
            lines = narrated(here, run.model, language, texts)
            wall_s = time.monotonic() - began
            verdicts = list(judged(here, language, texts, lines))
        figures |= {f"{language} {key}": value for key, value in _shares(verdicts).items()}
        figures[f"{language} narrate_s"] = wall_s
        failures.update(kind for verdict in verdicts for kind in verdict.failures)
        _print_faults(run.name, language, verdicts)
    count = sum(map(len, run.texts.values()))
    return figures, {kind: failed / count for kind, failed in failures.items()}


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
    print(f"\n{'failures':<20}" + "".join(f"{name:>22}" for name in failures))
    for kind in kinds:
        row = "".join(f"{shares.get(kind, 0):>22.1%}" for shares in failures.values())
        print(f"{kind:<20}{row}")


def _detector(count: int) -> dict[str, float]:
    """How often the alignment finds a word left out or said twice, and one where none is."""
    figures: dict[str, float] = {}
    for language in LANGUAGES:
        noticed: dict[str, list[bool]] = {"missing": [], "repeated": [], "nothing": []}
        for number, sentence in enumerate(sentences(language)[:count]):
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

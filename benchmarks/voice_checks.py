"""The checks on any voice: false alarms on its sound takes, and the found share of each damage.

    python -m benchmarks.voice_checks [--voices piper-joe espeak house] [--sound N] [--damaged N]
                                      [--sizes N] [--faults truncated …] [--texts tables]

`voice_check_figures` measures one model's usual voice in one language, in its own chunks and at its
own speed. `benchmarks.detection` measures espeak-ng's voices at many speeds, with more takes.
Prints a table and writes `results/voice_checks.json`.
"""

import argparse
import statistics
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np

from benchmarks.ears import LANGUAGES, VOICES
from benchmarks.results import report
from benchmarks.takes import TEXT_SETS, TextSet, held_out_chunks, take
from tests.kit.faults import FAULTS
from voicefarm.artifacts.takes import to_pcm
from voicefarm.languages import Language
from voicefarm.messages import Finding
from voicefarm.models import Model
from voicefarm.settings import load_settings
from worker.engines import Engine, Utterance, engine_class
from worker.quality.calibration import measured_profile
from worker.quality.checks import examine
from worker.quality.checks.evidence import evidence_of
from worker.quality.checks.voice_profile import VoiceProfile
from worker.quality.instruments.opinion_score import OpinionScore
from worker.quality.instruments.voice_activity import VoiceActivity
from worker.slots.watch import Watch
from worker.sound import Wave, to_wave

SOUND, DAMAGED = 200, 100
GOALS = {"false_alarm_share": "<= 0.01", "found_share_min": ">= 0.99"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=VOICES, help="models")
    parser.add_argument("--languages", nargs="+", default=LANGUAGES)
    parser.add_argument("--sound", type=int, default=SOUND)
    parser.add_argument("--damaged", type=int, default=DAMAGED)
    parser.add_argument("--sizes", type=int, default=1, help="of each damage of a take")
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=[*FAULTS])
    parser.add_argument("--texts", choices=TEXT_SETS, default="measuring")
    options = parser.parse_args()
    catalogue = load_settings().catalogue()
    figures = {
        f"{language}, {name}, {figure}": value
        for name in options.voices
        for language in options.languages
        if language in catalogue[name].languages
        for figure, value in voice_check_figures(
            catalogue[name],
            language,
            options.sound,
            options.damaged,
            faults=options.faults,
            sizes=options.sizes,
            texts=options.texts,
        ).items()
    }
    goals = {name: GOALS.get(name.split(", ")[-1], "") for name in figures}
    report("voice_checks", figures, goals)


def voice_check_figures(
    model: Model,
    language: Language,
    sound: int = SOUND,
    damaged: int = DAMAGED,
    *,
    faults: Sequence[str] = tuple(FAULTS),
    sizes: int = 1,
    texts: TextSet = "measuring",
) -> dict[str, float]:
    """`false_alarm_share`, `found_share_min`, each fault's share, and DNSMOS's mean rating.

    Each of `damaged` takes is damaged `sizes` times by each fault. The engine is loaded with one
    slot and one thread, and closed.
    """
    engine = engine_class(model.engine).load(model, slots=1, threads=1)
    try:
        chunks = held_out_chunks(model, language, sound, texts)
        return _figures(engine, model, language, chunks, damaged, faults, sizes)
    finally:
        engine.close()


def _figures(
    engine: Engine,
    model: Model,
    language: Language,
    texts: Sequence[str],
    damaged: int,
    faults: Sequence[str],
    sizes: int,
) -> dict[str, float]:
    template = Utterance("", language, model.voice_for(language, None))
    rate = model.sample_rate
    profile = measured_profile(template, lambda asked: engine.synthesize(asked, Watch()), rate)
    alarms, failed, ratings, found = 0, 0, [], Counter[str]()
    for number, text in enumerate(texts):
        asked = Utterance(text, language, template.voice)
        speech = take(engine, model, language, text)
        if speech is None:  # it is made again with another seed, and isn't examined
            failed += 1
            continue
        wave = to_wave(to_pcm(speech.samples))
        if findings := _findings(wave, rate, asked, speech.facts, profile):
            alarms += 1
            print("false alarm:", *(finding.says for finding in findings), text)
        ratings.append(_opinion_score().rating(wave, rate))
        if number - failed < damaged:
            for name, size in product(faults, range(sizes)):
                dice = np.random.default_rng([zlib.crc32(name.encode()), number, size])
                broken = to_wave(to_pcm(FAULTS[name](wave, rate, dice)))
                found[name] += bool(_findings(broken, rate, asked, speech.facts, profile))
    tried = min(damaged, len(ratings)) * sizes
    shares = {name: found[name] / max(1, tried) for name in faults}
    return {
        "sound_takes": len(ratings),
        "damaged_takes_of_each_kind": tried,
        "false_alarm_share": alarms / max(1, len(ratings)),
        "found_share_min": min(shares.values()),
        **{f"found_share_{name.replace(' ', '_')}": share for name, share in shares.items()},
        "dnsmos_mean": statistics.fmean(ratings),
        "dnsmos_lowest": min(ratings),
    }


def _findings(
    wave: Wave, rate: int, asked: Utterance, facts: Mapping[str, float], profile: VoiceProfile
) -> tuple[Finding, ...]:
    voice = _detector().probabilities(wave, rate)
    return examine(evidence_of(wave, rate, asked.text, asked.language, facts, profile, voice))


@cache
def _detector() -> VoiceActivity:
    return VoiceActivity.open()


@cache
def _opinion_score() -> OpinionScore:
    return OpinionScore.open()


if __name__ == "__main__":
    main()

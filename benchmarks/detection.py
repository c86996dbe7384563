"""How many damaged takes the checks find, and how many sound ones they accuse.

`python -m benchmarks.detection 0.1` tries a tenth. With `examples` after it, it uses the texts that
the thresholds were tuned on, instead of unseen ones.
"""

import os
import random
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context

import numpy as np

from benchmarks.texts import Documents, examples, held_out
from producer.chunking import chunk_document
from tests.kit.faults import FAULTS
from tests.kit.voices import RATE, VOICES, engine, spoken
from voicefarm.artifacts.takes import to_pcm
from voicefarm.languages import Language
from voicefarm.messages import Finding
from worker.engines import Utterance
from worker.quality.calibration import measured_profile
from worker.quality.checks import examine
from worker.quality.checks.evidence import evidence_of
from worker.quality.checks.voice_profile import VoiceProfile
from worker.quality.instruments.voice_activity import VoiceActivity
from worker.slots.watch import Watch
from worker.sound import Wave, to_wave
from worker.sound.measurement import measured

SOUND_TAKES, DAMAGED_TAKES = 5_000, 2_000
BUDGETS, SPEEDS = (90, 120, 180, 256, 320, 400), (0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.5)
SEED = 20


@dataclass
class Tally:
    """What one process counted."""

    sound: int = 0
    damaged: int = 0
    alarms: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    examined_s: float = 0.0
    """CPU time of the examination of sound takes."""
    audio_s: float = 0.0


def detection_figures(sound: int, damaged: int, texts: Documents = held_out) -> dict[str, float]:
    """False alarms over sound takes, and each fault's found share over damaged ones."""
    pairs = list(
        islice(
            zip(_utterances("en", texts), _utterances("vi", texts), strict=False), -(-sound // 2)
        )
    )
    every = [(number, utterance) for number, utterance in enumerate(chain(*pairs))][:sound]
    shards = [(every[first::50], damaged / sound) for first in range(50)]
    with get_context("spawn").Pool(len(os.sched_getaffinity(0))) as pool:
        tallies = pool.starmap(_count, shards, chunksize=1)
    alarms = [alarm for tally in tallies for alarm in tally.alarms]
    print(*alarms, *(miss for tally in tallies for miss in tally.missed), sep="\n")
    tried = sum(tally.damaged for tally in tallies)
    totals = sum((tally.found for tally in tallies), Counter[str]())
    shares = {f"found_share_{name.replace(' ', '_')}": totals[name] / tried for name in FAULTS}
    return {
        "sound_takes": len(every),
        "damaged_takes_of_each_kind": tried,
        **shares,
        "found_share_least": min(shares.values()),
        "false_alarm_share": len(alarms) / len(every),
        "checks_core_s_per_audio_s": sum(tally.examined_s for tally in tallies)
        / sum(tally.audio_s for tally in tallies),
    }


def _utterances(language: Language, texts: Documents) -> Iterator[Utterance]:
    """The texts cut at every budget, in every voice and at many speeds, well shuffled."""
    dice = random.Random(SEED)
    chunks = [
        chunk.text
        for document in texts(language)
        for budget in BUDGETS
        for chunk in chunk_document(document, language, budget)
    ]
    while True:
        dice.shuffle(chunks)
        for text in chunks:
            yield Utterance(text, language, dice.choice(VOICES[language]), dice.choice(SPEEDS))


def _count(numbered: list[tuple[int, Utterance]], damaged_share: float) -> Tally:
    tally = Tally()
    for number, utterance in numbered:
        take = spoken(utterance)
        wave, facts = take.wave, take.speech.facts
        profile = _profile(utterance.language, utterance.voice, utterance.speed)
        started = time.process_time()
        findings = _findings(wave, utterance, facts["phonemes"], profile)
        measured(wave, RATE)
        tally.examined_s += time.process_time() - started
        tally.audio_s += len(wave) / RATE
        tally.sound += 1
        if findings:
            tally.alarms.append(_described("false alarm", utterance, findings))
        if int((number + 1) * damaged_share) > int(number * damaged_share):
            tally.damaged += 1
            for name, fault in FAULTS.items():
                dice = np.random.default_rng([zlib.crc32(name.encode()), number])
                broken = to_wave(to_pcm(fault(wave, RATE, dice)))
                given = broken, utterance, facts["phonemes"], profile
                findings = _findings(*given, listen=False) or _findings(*given)
                tally.found[name] += bool(findings)
                if not findings:
                    tally.missed.append(_described(f"missed {name}", utterance, ()))
    return tally


def _findings(
    wave: Wave, utterance: Utterance, phonemes: float, profile: VoiceProfile, *, listen: bool = True
) -> tuple[Finding, ...]:
    """All findings; without `listen`, those that need no voice activity detection."""
    facts = {"phonemes": phonemes}
    voice = _detector().probabilities(wave, RATE) if listen else None
    text, language = utterance.text, utterance.language
    return examine(evidence_of(wave, RATE, text, language, facts, profile, voice))


@cache
def _detector() -> VoiceActivity:
    return VoiceActivity.open()


@cache
def _profile(language: Language, voice: str, speed: float) -> VoiceProfile:
    template = Utterance("", language, voice, speed)
    return measured_profile(template, lambda sentence: engine().synthesize(sentence, Watch()), RATE)


def _described(what: str, utterance: Utterance, findings: tuple[Finding, ...]) -> str:
    says = [f"{finding.check}: {finding.says}" for finding in findings]
    return f"{what} {says} {utterance.voice} × {utterance.speed}: {utterance.text}"


if __name__ == "__main__":
    share = float(sys.argv[1])
    texts = examples if "examples" in sys.argv else held_out
    print(detection_figures(round(SOUND_TAKES * share), round(DAMAGED_TAKES * share), texts))

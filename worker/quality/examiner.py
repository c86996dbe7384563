"""A take is examined before it counts. One that fails is made again, and the best is kept."""

import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from voicefarm.artifacts.takes import Pcm, to_pcm
from voicefarm.errors import Runaway, SynthesisFailed
from voicefarm.messages import Finding, Hearing, TakeSound, Transcript
from worker.engines import Speech, Utterance
from worker.quality.checks import examine
from worker.quality.checks.evidence import Evidence, evidence_of
from worker.quality.checks.voice_profile import VoiceProfile
from worker.quality.instruments import Instruments
from worker.slots.watch import Watch
from worker.sound import to_wave
from worker.sound.measurement import measured, sound_of

__all__ = ["RETAKES", "Examined", "Examiner", "Speaker"]

RETAKES = 2
"""How often a take that fails is made again."""
SEED_STEP = 0x9E3779B1
"""Leads from one attempt's seed to the next: the 32-bit golden ratio. Texts with neighbouring seeds
then never try the same one."""


class Speaker(Protocol):
    """What speaks for the examiner: one voice, with one text."""

    def speak(self, utterance: Utterance) -> Speech:
        """Speak one attempt. The attempts differ in their seed alone."""
        ...

    def profile(self) -> VoiceProfile:
        """How the voice usually speaks. Called for each attempt that holds speech."""
        ...


@dataclass(frozen=True, slots=True)
class Examined:
    """A take's audio, and what the checks measured and found."""

    speech: Speech
    pcm: Pcm
    sound: TakeSound
    findings: tuple[Finding, ...] = ()
    transcript: Transcript | None = None
    hearing: Hearing | None = None
    mos: float | None = None
    rejected: tuple[tuple[Finding, ...], ...] = ()
    """Why each other attempt at the same text was thrown away, in order."""
    synthesis_s: float = 0.0
    """Engine time of all attempts."""

    @property
    def badness(self) -> float:
        """How far from sound, to compare takes of one text; 0 is sound."""
        return sum(finding.weight for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a take."""

    outcome: Examined | Runaway
    elapsed_s: float

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it."""
        if isinstance(self.outcome, Examined):
            return self.outcome.findings
        return runaway_findings(self.outcome)


def runaway_findings(error: Runaway) -> tuple[Finding, ...]:
    """What is wrong with a take that came to no end."""
    return (Finding(check="runaway", says=str(error).partition(":")[0], weight=1000),)


@dataclass(slots=True)
class Examiner:
    """Examines the takes of one worker. Thread-safe."""

    sample_rate: int
    instruments: Instruments = field(default_factory=Instruments)

    def best_take(self, utterance: Utterance, speaker: Speaker, watch: Watch) -> Examined:
        """Have the text spoken until no check finds a fault, with at most RETAKES more attempts.

        Returns the best attempt. Which one that is doesn't depend on the worker, so a lost take is
        replaced by one like it. Raises what `speaker` raises.
        """
        attempts = list(self._attempts(utterance, speaker, watch))
        made = [one.outcome for one in attempts if isinstance(one.outcome, Examined)]
        if not made:
            raise attempts[-1].outcome  # type: ignore[misc]  # none was made: they are Runaways
        best = min(made, key=lambda examined: examined.badness)
        return dataclasses.replace(
            best,
            mos=self._rating(best),
            rejected=tuple(one.findings for one in attempts if one.outcome is not best),
            synthesis_s=sum(one.elapsed_s for one in attempts),
        )

    def _attempts(self, utterance: Utterance, speaker: Speaker, watch: Watch) -> Iterator[Attempt]:
        """Attempts up to the first sound one."""
        before: bytes | None = None
        for number in range(1 + RETAKES):
            seed = (utterance.seed + number * SEED_STEP) % 2**32
            started = time.perf_counter()
            try:
                speech = speaker.speak(dataclasses.replace(utterance, seed=seed))
            except Runaway as error:
                yield Attempt(error, time.perf_counter() - started)
                if not error.dice:
                    return
                continue
            except SynthesisFailed:
                if number == 0:
                    raise
                return  # a flagged take is better than none
            elapsed = time.perf_counter() - started
            examined = self._examined(speech, utterance, speaker, watch)
            yield Attempt(examined, elapsed)
            pcm = examined.pcm.tobytes()
            if not examined.findings or not speech.dice or pcm == before:
                return  # it is sound, or another seed would give the same
            before = pcm

    def _examined(
        self, speech: Speech, utterance: Utterance, speaker: Speaker, watch: Watch
    ) -> Examined:
        pcm = to_pcm(speech.samples)
        if not speech.is_speech:
            return Examined(speech, pcm, measured(to_wave(pcm), self.sample_rate))
        detector = self.instruments.voice_activity
        wave, rate = to_wave(pcm), self.sample_rate
        evidence = evidence_of(
            wave,
            rate,
            utterance.text,
            utterance.language,
            speech.facts,
            speaker.profile(),
            detector.probabilities(wave, rate) if detector else None,
        )
        findings = (*speech.findings, *examine(evidence))
        examined = Examined(speech, pcm, _sound(evidence), findings)
        return examined if findings else self._verified(examined, evidence, utterance, watch)

    def _verified(
        self, examined: Examined, evidence: Evidence, utterance: Utterance, watch: Watch
    ) -> Examined:
        """The same take with a recognizer's opinion, if it has one and the text is to be heard."""
        ears, speech = self.instruments.second_opinion, examined.speech
        text, language = utterance.text, utterance.language
        if ears is None or not ears.wants(text, language):
            return examined
        with watch.excused():  # the engine does nothing meanwhile
            opinion = ears.opinion(
                evidence.wave,
                evidence.rate,
                text,
                language,
                evidence.speech.active,
                words=speech.words,
                speed=utterance.speed,
            )
        if opinion.words:
            speech = dataclasses.replace(speech, words=opinion.words)
        return dataclasses.replace(
            examined,
            speech=speech,
            findings=opinion.findings,
            transcript=opinion.transcript,
            hearing=opinion.hearing,
        )

    def _rating(self, best: Examined) -> float | None:
        score = self.instruments.opinion_score
        if score is None or not best.speech.is_speech:
            return None
        return round(score.rating(to_wave(best.pcm), self.sample_rate), 2)


def _sound(evidence: Evidence) -> TakeSound:
    sound = sound_of(evidence.wave, evidence.rate, evidence.speech)
    share = evidence.voiced_share
    return sound.model_copy(update={"voiced": None if share is None else round(share, 3)})

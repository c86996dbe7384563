"""Whether speech and errors are as the contract wants them. Each fault is one phrase."""

import math
import re
from collections.abc import Iterator

import numpy as np

from voicefarm.errors import VoicefarmError
from voicefarm.messages import Word
from voicefarm.spoken.phonemes import word_spans
from worker.engines import Samples, Speech, Utterance

LOUDEST = 1.5
"""Full scale is 1.0. Some codecs go past it a little; int16 values in floats go far past it."""
FAINTEST = 0.001
"""Peak of what still counts as speech."""
REMEDY = re.compile(r"[;:.] \S+ \S+.*\.$")
"""What follows the fault in a message: at least two words that say what to do."""


def faults_of_speech(speech: Speech, utterance: Utterance) -> list[str]:
    """What is wrong with the speech of an ordinary text; empty if nothing is."""
    faults = [*_faults_of_form(speech.samples), *_faults_of_facts(speech)]
    if speech.is_speech and not faults and float(np.abs(speech.samples).max()) < FAINTEST:
        faults.append("it is silent, and 'is_speech' is not False")
    return faults + list(_faults_of_words(speech.words, len(speech.samples), utterance.text))


def faults_of_odd_speech(speech: Speech, utterance: Utterance) -> list[str]:
    """The same for an odd text, which may well be silent."""
    words = _faults_of_words(speech.words, len(speech.samples), utterance.text)
    return [*_faults_of_form(speech.samples), *_faults_of_facts(speech), *words]


def faults_of_error(error: BaseException) -> list[str]:
    """What is wrong with an error that an engine raised; empty if a user can read it."""
    if not isinstance(error, VoicefarmError):
        return [f"it is not a VoicefarmError but {error!r}"]
    message = str(error)
    faults = []
    if len(message.splitlines()) != 1:
        faults.append("it is not one line")
    if not REMEDY.search(message):
        faults.append("it does not end with a remedy, such as '…; shorten the text.'")
    return [f"{fault}: {message!r}" for fault in faults]


def _faults_of_form(samples: Samples) -> Iterator[str]:
    if not isinstance(samples, np.ndarray) or samples.dtype != np.float32 or samples.ndim != 1:
        yield "its samples are not an array of float32 [N]"
    elif not len(samples):
        yield "it has no samples"
    elif not np.isfinite(samples).all():
        yield "its samples are not all numbers"
    elif (peak := float(np.abs(samples).max())) > LOUDEST:
        yield f"its peak is {peak:g}, where full scale is 1.0"


def _faults_of_facts(speech: Speech) -> Iterator[str]:
    for name, value in speech.facts.items():
        if not math.isfinite(value) or value < 0:
            yield f"its fact '{name}' is {value}"
    if speech.facts.get("phonemes", 1) < 1:
        yield "it counts less than one phoneme"


def _faults_of_words(words: tuple[Word, ...], length: int, text: str) -> Iterator[str]:
    """Words are in the order of time and of the text, inside the samples, and real words."""
    spans = {(start, end - start) for start, end in word_spans(text)}
    time, place = 0, -1
    for first, last, start, size in words:
        if not time <= first < last <= length:
            yield f"a word sounds from {first} to {last}, after {time}, of {length} samples"
        if start <= place or (start, size) not in spans:
            yield f"'{text[start : start + size]}' at {start} is not the next word of the text"
        time, place = first, start

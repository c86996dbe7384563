"""Whether codes say their phonemes, each word once: an aligner listens, where a model has one.

A speech language model loses its place in the text at times. What it then makes is fluent, about as
long and as loud as it should be. So only checks that know the text find it.

An aligner is an ONNX file next to the codec:

- input: codes, int32 [B, F]
- output: `scores`, float32 [B, F, S], the log-probability of each sound in each frame
- metadata `sounds`: S characters of IPA, of which the first is a space, the pause
- metadata `costs`: S numbers, what it costs to pass a sound over, in nats
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting
from voicefarm.languages import Language
from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from voicefarm.models import Model
from worker.engines.speechlm.alignment import PAUSE, STRANGE, STRAYING, align, aligned_sounds
from worker.engines.speechlm.codecs.onnx_session import Session, open_session
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.model_files.local import verified
from worker.model_files.onnx_header import read_onnx_header

SENTENCE_ENDS = ".!?…"
"""Marks among the phonemes behind which a voice pauses."""
UNKNOWN = -1.0
"""Log-probability in any frame of a sound that the aligner doesn't know; to pass it is free."""


@dataclass(frozen=True, slots=True)
class AlignerLimits:
    """From where on a take is accused."""

    missing_nats: float = 5.5
    """Sounds running that are passed over at this cost are a word."""
    missing_sounds: int = 1
    """Fewer aren't a word."""
    most_nats: float = math.inf
    """What it costs at most to pass one sound over."""
    extra_frames: int = 5
    """This many frames of speech in a row that belong to nothing in the text are a word."""
    pause_frames: int = 4
    """With fewer between them, two sentences run together."""
    strange: float = STRANGE
    straying: float = STRAYING
    """As `align` has them."""


USUAL_LIMITS = AlignerLimits()
LIMITS: dict[Language, AlignerLimits] = {
    "en": AlignerLimits(7.0, 2, 4.5, extra_frames=6, strange=-3.0, straying=-3.0)
}
"""English is taught by a natural voice, which swallows single sounds and draws others out. With the
usual limits one sentence in four was accused. docs/checks.md has what these find."""


@dataclass(frozen=True, slots=True)
class Aligner:
    """An aligner, loaded. Safe from any thread."""

    session: Session
    columns: dict[str, int]
    """Where each sound's scores stand."""
    costs: NDArray[np.float32]
    frames_per_second: int

    @classmethod
    def of(cls, settings: SpeechLMSettings, model: Model) -> "Aligner | None":
        """The model's, if it has one. Raises as `load`, and where the file isn't there."""
        path = _file(settings, model)
        return cls.load(path, frames_per_second=settings.frames_per_second) if path else None

    @classmethod
    def load(cls, path: Path, *, frames_per_second: int) -> "Aligner":
        """Open and check. Raises EngineUnavailable or BadSetting."""
        sounds, costs = _read(path)
        session = open_session(path, threads=1, device="cpu")
        columns = {sound: index for index, sound in enumerate(sounds)}
        return cls(session, columns, np.array(costs, np.float32), frames_per_second)

    def findings(
        self, codes: Sequence[int], phonemes: str, limits: AlignerLimits = USUAL_LIMITS
    ) -> tuple[Finding, ...]:
        """What of the text the codes leave out, and what they have beyond it."""
        order, marks = aligned_sounds(phonemes)
        scores: NDArray[np.float32] = self.session.run(
            ["scores"], {"codes": np.array([codes], np.int32)}
        )[0][0]
        chosen = [self.columns.get(sound, len(self.columns)) for sound in order]
        costs = np.minimum(np.append(self.costs, 0)[chosen], np.float32(limits.most_nats))
        padded = np.pad(scores, ((0, 0), (0, 1)), constant_values=UNKNOWN)
        alignment = align(padded[:, chosen], costs, limits.strange, limits.straying)
        spoken = scores.argmax(axis=1) != self.columns[PAUSE]
        faults = (
            _missing(order, costs * alignment.passed, limits),
            self._extra(alignment.places < 0, spoken, limits.extra_frames),
            _run_together(_sentence_ends(phonemes, marks), alignment.places, limits.pause_frames),
        )
        return tuple(fault for fault in faults if fault)

    def _extra(
        self, strange: NDArray[np.bool_], spoken: NDArray[np.bool_], least: int
    ) -> Finding | None:
        runs = [(start, int(spoken[start:end].sum())) for start, end in _runs(strange)]
        words = [(start, frames) for start, frames in runs if frames >= least]
        if not words:
            return None
        frames = sum(frames for _, frames in words)
        seconds, at = frames / self.frames_per_second, words[0][0] / self.frames_per_second
        says = f"{seconds:.2f} s that aren't in the text, at {at:.1f} s"
        return finding("extra words", says, frames / least)


def check_aligner(settings: SpeechLMSettings, model: Model) -> None:
    """Raise EngineUnavailable or BadSetting if the model has an aligner that can't be used."""
    if path := _file(settings, model):
        _read(path)


def _file(settings: SpeechLMSettings, model: Model) -> Path | None:
    return verified(settings.aligner, model.name) if settings.aligner else None


def _read(path: Path) -> tuple[str, list[str]]:
    """The sounds that the file at `path` knows and what it costs to pass each, from its header."""
    header = read_onnx_header(path)
    inputs = [(port.name, port.type) for port in header.inputs]
    sounds, costs = header.metadata.get("sounds", ""), header.metadata.get("costs", "").split()
    if inputs != [("codes", "int32")] or sounds[:1] != PAUSE or len(sounds) != len(costs):
        raise BadSetting(
            f"{path.name} is not an aligner: it lacks the one input 'codes' of int32, or in its "
            "metadata 'sounds' and as many 'costs'; correct 'settings.aligner' or leave it out."
        )
    return sounds, costs


def _missing(order: str, costs: NDArray[np.float32], limits: AlignerLimits) -> Finding | None:
    """`costs` [N] are those of the sounds that were passed over, 0 for the others."""
    runs = [(costs[start:end].sum(), order[start:end].strip()) for start, end in _runs(costs > 0)]
    lost = [
        (cost, sounds)
        for cost, sounds in runs
        if cost >= limits.missing_nats and len(sounds.replace(PAUSE, "")) >= limits.missing_sounds
    ]
    if not lost:
        return None
    says = f"{', '.join(repr(sounds) for _, sounds in lost)} left out"
    return finding(
        "missing words", says, float(sum(cost for cost, _ in lost)) / limits.missing_nats
    )


def _sentence_ends(phonemes: str, marks: Sequence[int]) -> list[int]:
    """Places of the pauses between sentences."""
    ends = {place for mark, place in zip(phonemes, marks, strict=True) if mark in SENTENCE_ENDS}
    return sorted(ends - {0, *marks[-1:]})


def _run_together(ends: Sequence[int], places: NDArray[np.int64], least: int) -> Finding | None:
    """`places` [F] are those of the sound in each frame."""
    pauses = [int((places == end).sum()) for end in ends]
    short = [pause for pause in pauses if pause < least]
    if not short:
        return None
    says = f"{len(short)} of {len(ends)} sentences end without a pause"
    return finding("no pause", says, sum(least / (pause + 1) for pause in short))


def _runs(of: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where it is true without a break: first, and one past the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], of, [False]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)

"""Drawing the next token of every sequence, over speech codes and END alone.

All rows of a step are drawn together in numpy. The order is llama.cpp's own, which the models'
recommended settings were found with: repetition penalty, top-k, top-p, min-p, temperature.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Sampling

Floats = NDArray[np.float32]
Picks = NDArray[np.intp]

END = -1
"""What `draw` returns for the end of speech."""
FAILED = -2
"""What `draw` returns where the model's logits are not numbers."""
FOLDS = 64
"""Codes are folded this many times before the k largest are sought; see `_largest`."""


@dataclass(slots=True)
class Voicing:
    """What the sampler knows of one sequence: its dice, and the codes said so far."""

    seed: int
    least: int = 0
    """END is forbidden before this many codes."""
    codes: list[int] = field(default_factory=list)
    dice: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.dice = np.random.Generator(np.random.PCG64(self.seed))


class Sampler:
    """Draws by one model's settings. Holds no state; used by the decode thread."""

    def __init__(self, settings: Sampling, tokens: SpeechTokens) -> None:
        """`tokens` says which columns of the logits are the codes and END: those of their ids,
        unless the decoder leaves the other columns out."""
        self._settings = settings
        self._tokens = tokens

    def draw(self, logits: Floats, voicings: Sequence[Voicing]) -> list[int]:
        """The next code of each row, or END or FAILED.

        `logits` is [rows, columns] in the order of `voicings`, and is written to. Penalties and
        forbidden ENDs are put where the decoder left the numbers, which it overwrites next step.
        """
        first, codes = self._tokens.first, self._tokens.codes
        speech, end = logits[:, first : first + codes], logits[:, self._tokens.end]
        self._forbid(end, voicings)
        self._penalize(speech, voicings)
        speech, begins = self._in_frame(speech, voicings)
        values, picks = _largest(speech, self._kept)
        values, picks = _with_end(values, picks + begins[:, None], end, self._kept)
        drawn = self._choose(values, picks, voicings)
        drawn[~np.isfinite(values[:, 0])] = FAILED
        return [int(code) for code in drawn]

    @property
    def _kept(self) -> int:
        settings = self._settings
        if settings.temperature == 0:
            return 1
        codes = self._tokens.codes // self._tokens.frame
        return min(settings.top_k or codes, codes)

    def _in_frame(self, speech: Floats, voicings: Sequence[Voicing]) -> tuple[Floats, Picks]:
        """The codes that may stand at each row's place in its frame, and which is the first."""
        frame = self._tokens.frame
        places = np.array([len(voicing.codes) % frame for voicing in voicings])
        if frame == 1:
            return speech, places
        width = self._tokens.codes // frame
        parts = speech.reshape(len(voicings), frame, width)
        return parts[np.arange(len(voicings)), places], places * width

    def _forbid(self, end: Floats, voicings: Sequence[Voicing]) -> None:
        for row, voicing in enumerate(voicings):
            drawn = len(voicing.codes)
            is_early = drawn < max(self._settings.min_tokens, voicing.least)
            if is_early or drawn % self._tokens.frame:
                end[row] = -np.inf

    def _penalize(self, speech: Floats, voicings: Sequence[Voicing]) -> None:
        penalty, window = self._settings.repetition_penalty, self._settings.repetition_window
        if penalty == 1 or window == 0:
            return
        for row, voicing in enumerate(voicings):
            heard = voicing.codes[-window:]
            values = speech[row, heard]
            speech[row, heard] = np.where(values > 0, values / penalty, values * penalty)

    def _choose(self, values: Floats, picks: Picks, voicings: Sequence[Voicing]) -> Picks:
        """One of each row's candidates, which stand in falling order of their logits."""
        if self._settings.temperature == 0:
            return picks[:, 0].copy()
        with np.errstate(invalid="ignore"):  # A row that isn't numbers fails later, alone.
            gaps = (values - values[:, :1]).astype(np.float64)
            odds = self._odds(gaps)
            shares = odds.cumsum(axis=1)
            thrown = np.array([voicing.dice.random() for voicing in voicings])
            chosen = (shares <= (thrown * shares[:, -1])[:, None]).sum(axis=1)
        last = values.shape[1] - 1
        taken: Picks = picks[np.arange(len(picks)), np.minimum(chosen, last)]
        return taken

    def _odds(self, gaps: NDArray[np.float64]) -> NDArray[np.float64]:
        """The odds of each candidate from its logit's distance to the largest one."""
        settings = self._settings
        likely = np.exp(gaps)
        before = likely.cumsum(axis=1) - likely
        kept = before < settings.top_p * likely.sum(axis=1, keepdims=True)
        kept &= likely >= settings.min_p
        kept[:, 0] = True
        return np.where(kept, np.exp(gaps / settings.temperature), 0.0)


def _largest(rows: Floats, count: int) -> tuple[Floats, Picks]:
    """The `count` largest values of each row and their columns, in no order.

    A row is folded first: of 64 × 1,024 values the largest in each of 1,024 columns are found, by
    comparing whole rows. Every one of the `count` largest values lies in one of the `count` columns
    with the largest maxima. So only 64 × count values need a partition, not 65,536. NaN sorts as
    the largest, so a row that holds one shows it first.
    """
    height, width = rows.shape
    if count >= width:
        return rows, np.broadcast_to(np.arange(width), rows.shape)
    if width % FOLDS or width // FOLDS < 4 * count:
        return _partition(rows, count)
    folded = rows.reshape(height, FOLDS, width // FOLDS)
    _, columns = _partition(folded.max(axis=1), count)
    candidates = np.take_along_axis(folded, columns[:, None, :], axis=2).reshape(height, -1)
    values, largest = _partition(candidates, count)
    fold, column = np.divmod(largest, count)
    return values, fold * (width // FOLDS) + np.take_along_axis(columns, column, axis=1)


def _partition(rows: Floats, count: int) -> tuple[Floats, Picks]:
    width = rows.shape[1]
    if count == 1:
        largest = rows.argmax(axis=1)[:, None]
    else:
        largest = np.argpartition(rows, width - count, axis=1)[:, width - count :]
    return np.take_along_axis(rows, largest, axis=1), largest


def _with_end(values: Floats, picks: Picks, end: Floats, count: int) -> tuple[Floats, Picks]:
    """Put END among the candidates and return the `count` largest in falling order, NaN first."""
    values = np.concatenate([end[:, None], values], axis=1)
    picks = np.concatenate([np.full((len(end), 1), END), picks], axis=1)
    falling = np.argsort(values, axis=1)[:, ::-1][:, :count]
    return np.take_along_axis(values, falling, axis=1), np.take_along_axis(picks, falling, axis=1)

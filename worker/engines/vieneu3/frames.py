"""The 16 codes of the next frame, for several utterances at once.

Each frame begins with an empty cache of its own. So all utterances are at the same place in theirs
and share each of the 16 calls, which is where most of the time goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.batching.sampler import FAILED, Sampler, Voicing
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Sampling
from worker.engines.vieneu3.heads import Heads
from worker.engines.vieneu3.networks import CachedNetwork, joined
from worker.engines.vieneu3.prompt import SPEECH, SPEECH_END
from worker.engines.vieneu3.settings import CODEBOOKS, CODES, FrameSampling
from worker.engines.vieneu3.tables import Floats

BLOCK = CODEBOOKS * CODES
TOKENS = SpeechTokens(first=0, codes=BLOCK, end=BLOCK, frame=CODEBOOKS)
"""The codes of a frame as the sampler knows them: code c of codebook n is n · 1,024 + c."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What was drawn for one utterance."""

    last: bool
    """Whether the utterance ends behind it."""
    failed: bool
    """Whether the network's figures were not numbers."""


class FrameMaker:
    """Fills frames. Used by the decode thread."""

    def __init__(self, network: CachedNetwork, heads: Heads, sampling: FrameSampling) -> None:
        self._network, self._heads = network, heads
        self._temperature = np.float32(sampling.temperature or 1)
        self._sampler = Sampler(
            Sampling(
                temperature=1 if sampling.temperature else 0,  # applied before; see _draw
                top_k=sampling.top_k,
                top_p=sampling.top_p,
                min_p=0,
                repetition_penalty=sampling.repetition_penalty,
                repetition_window=sampling.repetition_window * CODEBOOKS,
            ),
            TOKENS,
        )

    def fill(self, hidden: Floats, voicings: Sequence[Voicing]) -> list[Frame]:
        """Append a frame's codes to each of `voicings`; `hidden` [utterances, hidden] leads there.

        Raises SynthesisFailed.
        """
        count = len(voicings)
        start = np.broadcast_to(self._heads.text[SPEECH], hidden.shape)
        cache = joined([self._network.empty] * count)
        made, cache = self._network.run(np.stack([hidden, start], axis=1), 0, cache)
        ends = (made[:, 0] @ self._heads.text.T).argmax(axis=1) == SPEECH_END
        failed = self._draw(made[:, 1], 0, voicings)
        for book in range(1, CODEBOOKS):
            codes = np.array([voicing.codes[-1] % CODES for voicing in voicings])
            rows = self._heads.audio[book - 1][codes][:, None]
            made, cache = self._network.run(rows, book + 1, cache)
            failed |= self._draw(made[:, 0], book, voicings)
        return [Frame(bool(end), bool(bad)) for end, bad in zip(ends, failed, strict=True)]

    def _draw(self, hidden: Floats, book: int, voicings: Sequence[Voicing]) -> NDArray[np.bool_]:
        """Draw the code of one codebook for each. Returns whose figures were not numbers.

        The model's makers divide by the temperature before they cut off at top-p; the sampler does
        it after. Dividing here, which a penalty doesn't mind, gives their order.
        """
        logits = np.full((len(voicings), BLOCK + 1), -np.inf, np.float32)
        own = logits[:, book * CODES : (book + 1) * CODES]
        own[:] = hidden @ self._heads.audio[book].T / self._temperature
        bad: NDArray[np.bool_] = np.asarray(~np.isfinite(own).all(axis=1))
        own[bad] = 0
        for voicing, code in zip(voicings, self._sampler.draw(logits, voicings), strict=True):
            voicing.codes.append(book * CODES if code == FAILED else code)
        return bad

"""The decode loop over a decoder of another kind than llama.cpp: ragged rows, and a cut head."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from voicefarm.errors import SynthesisFailed
from worker.engines.speechlm.backbone import Request
from worker.engines.speechlm.batching.decoder import (
    DecodeFailed,
    DecoderShape,
    Logits,
    RowsRefused,
)
from worker.engines.speechlm.batching.loop import DecodeLoop
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.batching.sampler import Sampler
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Sampling
from worker.slots.watch import Watch

CODES = 50
TOKENS = SpeechTokens(first=1000, codes=CODES, end=7)
COLUMNS = SpeechTokens(first=0, codes=CODES, end=CODES)
"""The head is cut down to the codes and END."""
POISON = 99
"""A prompt with this token is refused."""


class RaggedDecoder:
    """Codes count up from the prompt's last token, and end after as many as its first one says.

    Any rows are decoded as they come. A row that doesn't continue its slot's cache is an error.
    """

    def __init__(self, failures: int = 0, least_slice: int = 1) -> None:
        self.shape = DecoderShape(3, 100, slice_size=4, least_slice=least_slice)
        self.caches: dict[int, list[int]] = {slot: [] for slot in range(self.shape.slots)}
        self.heights: list[int] = []
        self.failures = failures

    def decode(self, rows: Rows) -> Logits:
        if self.failures:
            self.failures -= 1
            raise DecodeFailed("The ragged decoder failed")
        if POISON in rows.tokens:
            raise RowsRefused("The ragged decoder refused this chunk; change it.")
        self.heights.append(len(rows))
        for token, position, slot in zip(rows.tokens, rows.positions, rows.slots, strict=True):
            assert position == len(self.caches[int(slot)])
            self.caches[int(slot)].append(int(token))
        return np.stack(
            [self._logits(int(slot)) for slot in rows.slots[rows.logits]]
            or [np.zeros(0, np.float32)]
        )

    def _logits(self, slot: int) -> Logits:
        cache = self.caches[slot]
        codes = sum(token >= TOKENS.first for token in cache)
        logits = np.zeros(CODES + 1, np.float32)
        prompt_end = cache[len(cache) - codes - 1]
        logits[COLUMNS.end if codes == cache[0] else (prompt_end + codes) % CODES] = 1
        return logits

    def trim(self, slot: int, length: int) -> int:
        del self.caches[slot][length:]
        return len(self.caches[slot])

    def clear(self) -> None:
        for cache in self.caches.values():
            cache.clear()

    def close(self) -> None:
        pass


@contextmanager
def running(decoder: RaggedDecoder) -> Iterator[DecodeLoop]:
    loop = DecodeLoop(decoder, Sampler(Sampling(temperature=0), COLUMNS), TOKENS)
    try:
        yield loop
    finally:
        loop.close()


def prompt(count: int, first_code: int, padding: int = 0) -> tuple[int, ...]:
    """A prompt whose answer is `count` codes from `first_code` on."""
    return (count, *[30 + i % 9 for i in range(padding)], first_code)


@pytest.mark.parametrize("least_slice", [1, 2])
def test_every_request_gets_its_own_codes_however_prompts_and_ends_fall(least_slice: int) -> None:
    decoder = RaggedDecoder(least_slice=least_slice)
    with running(decoder) as loop:
        asked = [(3 + i % 11, i, i % 23) for i in range(40)]
        futures = [loop.submit(Request(prompt(*ask), most=30), Watch()) for ask in asked]
        for (count, first_code, _), future in zip(asked, futures, strict=True):
            assert future.result().codes == tuple((first_code + i) % CODES for i in range(count))
            assert future.result().ended
        assert loop.free_slots == decoder.shape.slots
    assert max(decoder.heights) <= decoder.shape.slots + decoder.shape.slice_size


@pytest.mark.parametrize("least_slice", [1, 2])
def test_rows_that_the_decoder_refuses_fail_their_own_request_alone(least_slice: int) -> None:
    with running(RaggedDecoder(least_slice=least_slice)) as loop:
        poisoned = loop.submit(Request((5, POISON, 1), most=9), Watch())
        neighbours = [loop.submit(Request(prompt(4, i), most=9), Watch()) for i in range(5)]
        with pytest.raises(SynthesisFailed, match="ragged decoder refused this chunk; change it"):
            poisoned.result()
        assert [future.result().codes[0] for future in neighbours] == [0, 1, 2, 3, 4]


def test_a_step_that_fails_says_so_in_the_decoders_words_and_the_loop_goes_on() -> None:
    with running(RaggedDecoder(failures=1)) as loop:
        with pytest.raises(SynthesisFailed, match="The ragged decoder failed; the chunk can be"):
            loop.submit(Request(prompt(4, 1), most=9), Watch()).result()
        assert loop.submit(Request(prompt(4, 1), most=9), Watch()).result().codes == (1, 2, 3, 4)


def test_a_prompt_that_a_slot_still_holds_is_not_decoded_again() -> None:
    with running(RaggedDecoder()) as loop:
        request = Request(prompt(4, 1, padding=20), most=9)
        first = loop.submit(request, Watch()).result().codes
        assert loop.submit(request, Watch()).result().codes == first
        assert loop.stats.prompt_tokens_held == len(request.prompt) - 1

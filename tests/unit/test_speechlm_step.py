"""Planning a decode step, handing out slots, reading prompts: without any model."""

from concurrent.futures import Future

import numpy as np
import pytest

from worker.engines.speechlm.backbone import Request
from worker.engines.speechlm.batching.cache_slots import CacheSlots
from worker.engines.speechlm.batching.decoder import DecoderShape
from worker.engines.speechlm.batching.sequence import Sequence
from worker.engines.speechlm.batching.step import Step, plan
from worker.engines.speechlm.prompts.prompt_tokens import PromptTokenizer
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import LengthLimits, Tokens
from worker.slots.watch import Watch

FIRST_SPEECH = 1000


def sequence(slot: int, prompt: int, *, fed: int = 0, said: int = 0, asked: float = 0) -> Sequence:
    made = Sequence(Request(tuple(range(prompt)), 100), Watch(), Future(), asked, slot)
    made.fed = fed
    made.voicing.codes.extend(range(said))
    return made


def planned(
    *live: Sequence, slice_size: int = 8, ragged: bool = False, least_slice: int = 1
) -> Step:
    """A step as llama.cpp wants it, or for a decoder that takes all rows alike."""
    shape = DecoderShape(64, 2048, slice_size, not ragged, not ragged, least_slice)
    return plan(live, lambda _slot: 0, shape, FIRST_SPEECH)


def test_a_speaking_sequence_gets_its_last_code_at_the_next_position() -> None:
    rows = planned(sequence(0, 5, fed=5, said=3)).rows
    assert (rows.tokens[0], rows.positions[0], rows.logits[0]) == (FIRST_SPEECH + 2, 7, True)


def test_a_prompt_is_fed_in_even_slices_and_speaks_with_its_last_token() -> None:
    waiting = sequence(0, 19)
    sizes = []
    while waiting.unfed:
        step = planned(waiting)
        sizes.append(len(step.rows))
        assert step.speaking == ((waiting,) if step.fed[waiting] == waiting.unfed else ())
        waiting.fed += step.fed[waiting]
    assert sizes == [7, 7, 5]


def test_the_oldest_prompt_gets_the_slice_and_the_others_a_token_each() -> None:
    young, old = sequence(0, 50, asked=2), sequence(1, 50, asked=1)
    step = planned(young, sequence(2, 5, fed=5, said=1), old)
    assert step.fed == {young: 1, old: 1 + 7}
    assert list(step.rows.slots) == [0, *[1] * 8, 2]
    assert list(step.rows.positions[1:9]) == list(range(8))


def test_a_step_never_has_more_rows_than_slots_and_a_slice() -> None:
    live = [sequence(slot, 300, asked=slot) for slot in range(16)]
    assert len(planned(*live, slice_size=64).rows) <= 16 + 64


def test_a_hole_between_live_slots_gets_a_row_that_nobody_hears() -> None:
    step = planned(sequence(0, 5, fed=5, said=1), sequence(3, 5, fed=5, said=1))
    assert list(step.rows.slots) == [0, 1, 2, 3]
    assert list(step.rows.logits) == [True, False, False, True]
    assert step.padded == (1, 2)


def test_a_decoder_that_takes_ragged_rows_gets_no_row_without_meaning() -> None:
    feeding, speaking = sequence(2, 9), sequence(5, 5, fed=5, said=2)
    step = planned(feeding, speaking, ragged=True)
    assert list(step.rows.slots) == [*[2] * 9, 5]
    assert list(step.rows.positions) == [*range(9), 6]
    assert list(np.flatnonzero(step.rows.logits)) == [8, 9]
    assert (step.speaking, step.fed, step.padded) == ((feeding, speaking), {feeding: 9}, ())


def test_a_decoder_that_takes_ragged_rows_gets_full_slices_and_a_short_last_one() -> None:
    waiting = sequence(0, 19)
    sizes = []
    while waiting.unfed:
        step = planned(waiting, ragged=True)
        sizes.append(len(step.rows))
        waiting.fed += step.fed[waiting]
    assert sizes == [9, 9, 1]


@pytest.mark.parametrize("length", range(2, 40))
def test_a_decoder_that_wants_slices_gets_no_token_of_a_prompt_by_itself(length: int) -> None:
    waiting = sequence(0, length)
    while waiting.unfed:
        step = planned(waiting, ragged=True, least_slice=2)
        assert 2 <= step.fed[waiting] <= 9
        waiting.fed += step.fed[waiting]


def test_a_prompt_that_waits_for_its_slice_is_left_out_of_the_step() -> None:
    young, old = sequence(0, 50, asked=2), sequence(1, 50, asked=1)
    speaking, one_token = sequence(2, 5, fed=5, said=1), sequence(3, 1, asked=3)
    step = planned(young, old, speaking, one_token, ragged=True, least_slice=2)
    assert step.fed == {old: 9, one_token: 1}
    assert step.speaking == (speaking, one_token)
    assert list(step.rows.slots) == [*[1] * 9, 2, 3]


def test_as_much_of_a_prompt_as_a_slice_needs_counts_as_missing() -> None:
    slots = CacheSlots(1, least_unfed=2)
    prompt = np.arange(9, dtype=np.int32)
    for longest, held in ((9, 7), (1, 0)):
        slots.take(prompt)
        slots.give_back(0, prompt)
        assert slots.take(prompt[:longest]) == (0, held)
        slots.give_back(0, prompt)


def test_a_slot_that_holds_the_prompts_beginning_is_chosen_and_its_tokens_count() -> None:
    slots = CacheSlots(3)
    voice_a, voice_b = np.arange(50, dtype=np.int32), np.arange(100, 150, dtype=np.int32)
    taken = [slots.take(voice_a)[0] for _ in range(3)]
    assert taken == [0, 1, 2]
    slots.give_back(0, voice_a)
    slots.give_back(1, voice_b)
    slots.give_back(2, voice_b[:20])
    assert slots.take(np.append(voice_b[:30], [7, 8, 9]).astype(np.int32)) == (1, 30)
    assert slots.take(voice_a) == (0, 49)
    assert slots.take(voice_a) == (2, 0)
    assert len(slots) == 0


def test_emptied_caches_hold_nothing() -> None:
    slots = CacheSlots(1)
    prompt = np.arange(9, dtype=np.int32)
    slots.take(prompt)
    slots.give_back(0, prompt)
    slots.forget()
    assert slots.take(prompt) == (0, 0)


class Bytes:
    """A tokenizer of bytes."""

    def tokenize(self, text: str) -> list[int]:
        return list(text.encode())


def test_reference_codes_at_the_prompts_end_are_read_without_the_tokenizer() -> None:
    tokenizer = PromptTokenizer(Bytes(), Tokens(), SpeechTokens(FIRST_SPEECH, 65_536, 5))
    assert tokenizer.tokenize("ab<|speech_7|><|speech_65535|>") == (97, 98, 1007, 66_535)
    assert tokenizer.tokenize("ab") == (97, 98)
    assert tokenizer.tokenize("<|speech_7|>b") == tuple(b"<|speech_7|>b")


def test_ids_that_a_prompt_gives_itself_stay_as_they_are() -> None:
    tokenizer = PromptTokenizer(Bytes(), Tokens(), SpeechTokens(FIRST_SPEECH, 65_536, 5))
    assert tokenizer.tokenize((128_259, "ab", 128_009, 128_260)) == (
        128_259,
        97,
        98,
        128_009,
        128_260,
    )
    assert tokenizer.tokenize((1, "a<|speech_7|>")) == (1, 97, 1007)


def test_the_budget_grows_with_the_text() -> None:
    assert LengthLimits(tokens_per_character=6, extra_tokens=100).budget(50) == 400

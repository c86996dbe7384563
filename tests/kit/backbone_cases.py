"""What every backbone that runs here does with the forged models, whatever computes its steps."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ClassVar

from tests.kit.forge.engines import Bench
from tests.kit.forge.gguf_models import Recipe
from tests.kit.forge.letters import ALPHABET, RUNAWAY, chain
from worker.engines.speechlm.backbone import Request
from worker.engines.speechlm.settings import Sampling
from worker.slots.watch import Watch

LETTERS_THAT_END = ALPHABET.replace(RUNAWAY, "")
SAMPLED = Sampling(temperature=1.0, top_k=50, repetition_penalty=1.1)


class BackboneCases:
    """Subclass it in a module whose fixture `letters` has four slots and a context of 512."""

    running: ClassVar[Callable[..., AbstractContextManager[Bench]]]
    """As `tests.kit.forge.engines.running`; a `staticmethod`."""
    by_chance: ClassVar[Recipe]
    """Weights that say something else after every text."""
    least_slice: ClassVar[int] = 1
    """Of the decoder's shape."""

    def test_a_hundred_requests_on_four_slots_each_get_their_own_codes(
        self, letters: Bench
    ) -> None:
        asked = [(letter, "x" * (i % 90)) for i, letter in enumerate(LETTERS_THAT_END * 4)]
        futures = [
            letters.backbone.submit(Request(letters.prompt(f"{pad} {letter} {pad}"), 300), Watch())
            for letter, pad in asked
        ]
        for (letter, _), future in zip(asked, futures, strict=True):
            assert future.result().codes == chain(letter)
            assert future.result().ended
        assert letters.backbone.free_slots == 4

    def test_a_sequence_says_the_same_alone_and_among_neighbours_that_join_and_leave(self) -> None:
        texts = [f"some words for number {i} " + "and more " * (i % 7) for i in range(24)]
        with self.running(self.by_chance, slots=1) as bench:
            alone = [bench.say(text, most=20 + 5 * i).codes for i, text in enumerate(texts)]
        with self.running(self.by_chance, slots=5, slice_size=16) as bench:
            futures = [
                bench.backbone.submit(Request(bench.prompt(text), 20 + 5 * i), Watch())
                for i, text in enumerate(texts)
            ]
            together = [future.result().codes for future in futures]
        assert together == alone
        assert len({len(codes) for codes in alone}) > 5, "the lengths should differ"

    def test_a_repeated_prompt_is_not_computed_again(self, letters: Bench) -> None:
        text = "a long text that begins the same way every time, B"
        letters.say(text)
        held = letters.backbone.stats.prompt_tokens_held
        assert letters.say(text).codes == chain("B")
        newly_held = letters.backbone.stats.prompt_tokens_held - held
        assert newly_held == len(letters.prompt(text)) - self.least_slice

    def test_a_prompt_that_fills_the_context_to_the_last_token_works(self, letters: Bench) -> None:
        length = len(letters.prompt("A" + "x" * 400))
        assert letters.say("A" + "x" * 400, most=512 - length).codes == chain("A")

    def test_a_batch_of_the_same_seeds_says_the_same_again(self) -> None:
        def batch() -> list[tuple[int, ...]]:
            with self.running(self.by_chance, sampling=SAMPLED) as bench:
                requests = [Request(bench.prompt(f"words {i}"), 60, seed=i) for i in range(6)]
                futures = [bench.backbone.submit(request, Watch()) for request in requests]
                return [future.result().codes for future in futures]

        assert batch() == batch()

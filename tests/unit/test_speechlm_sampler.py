"""Drawing tokens: the same distribution as the plain definition, in its order, seeded."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from worker.engines.speechlm.batching.sampler import END, FAILED, Sampler, Voicing
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Sampling

TOKENS = SpeechTokens(first=10, codes=4096, end=5)
WIDTH = 10 + 4096 + 20


def logits(rows: int = 1, seed: int = 0) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return np.random.default_rng(seed).standard_normal((rows, WIDTH), dtype=np.float32)


def test_greedy_takes_the_likeliest_code_and_nothing_outside_the_block() -> None:
    values = logits(3)
    values[:, 10 + 4096 :] = 50  # Foreign tokens, however likely.
    values[0, 10 + 77], values[1, 10], values[2, 5] = 20, 20, 20
    drawn = Sampler(Sampling(temperature=0), TOKENS).draw(values, [Voicing(0) for _ in range(3)])
    assert drawn == [77, 0, END]


def test_end_is_forbidden_before_the_least_number_of_codes() -> None:
    values = logits()
    values[0, 5], values[0, 10 + 9] = 30, 20
    sampler = Sampler(Sampling(temperature=0, min_tokens=3), TOKENS)
    assert sampler.draw(values.copy(), [Voicing(0, codes=[1, 2])]) == [9]
    assert sampler.draw(values.copy(), [Voicing(0, codes=[1, 2, 3])]) == [END]
    assert sampler.draw(values.copy(), [Voicing(0, least=9, codes=[1, 2, 3])]) == [9]


def test_a_row_that_is_no_numbers_fails_alone() -> None:
    for temperature in (0.0, 1.0):
        values = logits(3)
        values[1, 500] = np.nan
        values[:, 10 + 9] = 30
        sampler = Sampler(Sampling(temperature=temperature, top_k=5), TOKENS)
        assert sampler.draw(values, [Voicing(i) for i in range(3)]) == [9, FAILED, 9]


@pytest.mark.parametrize("codes", [65_536, 8192, 4096, 1000])
@pytest.mark.parametrize("top_k", [1, 20, 50, 0])
def test_what_is_drawn_follows_the_plain_definition(codes: int, top_k: int) -> None:
    tokens = SpeechTokens(first=0, codes=codes, end=codes)
    settings = Sampling(temperature=0.7, top_k=top_k, top_p=0.9, min_p=0.02, repetition_penalty=1.3)
    values = 3 * np.random.default_rng(codes).standard_normal((1, codes + 1), dtype=np.float32)
    heard = [int(code) for code in np.argsort(values[0, :codes])[-3:]]
    expected = _plain(values[0].astype(np.float64), heard, settings)
    drawn = [
        Sampler(settings, tokens).draw(values.copy(), [Voicing(seed, codes=list(heard))])[0]
        for seed in range(400)
    ]
    shares = {code % (codes + 1): drawn.count(code) / 400 for code in set(drawn)}
    for code, share in expected.items():
        assert shares.pop(code, 0) == pytest.approx(share, abs=0.09)
    assert not shares, "nothing was drawn that the definition excludes"


def _plain(values: NDArray[Any], heard: list[int], settings: Sampling) -> dict[int, float]:
    """Penalty, top-k, top-p, min-p, temperature, one after another, as llama.cpp's chain."""
    for code in heard:
        penalty = settings.repetition_penalty
        values[code] = values[code] / penalty if values[code] > 0 else values[code] * penalty
    order = np.argsort(values)[::-1][: settings.top_k or len(values)]
    odds = np.exp(values[order] - values[order[0]])
    odds /= odds.sum()
    count = int(np.searchsorted(odds.cumsum(), settings.top_p)) + 1
    order, odds = order[:count], odds[:count]
    order = order[odds >= settings.min_p * odds[0]]
    sharp = np.exp((values[order] - values[order[0]]) / settings.temperature)
    return dict(zip(map(int, order), sharp / sharp.sum(), strict=True))


def test_the_same_seed_draws_the_same_in_any_company() -> None:
    values = logits(4)
    sampler = Sampler(Sampling(), TOKENS)
    alone = [sampler.draw(values[i : i + 1].copy(), [Voicing(i)])[0] for i in range(4)]
    assert sampler.draw(values.copy(), [Voicing(i) for i in range(4)]) == alone


def test_only_the_window_is_penalized() -> None:
    values = logits()
    values[0, 10 + 1], values[0, 10 + 2] = 10, 9
    settings = Sampling(temperature=0, repetition_penalty=2, repetition_window=2)
    sampler = Sampler(settings, TOKENS)
    assert sampler.draw(values.copy(), [Voicing(0, codes=[1, 7, 8])]) == [1]
    assert sampler.draw(values.copy(), [Voicing(0, codes=[7, 1])]) == [2]

"""Forced alignment, against all paths that there are."""

from functools import cache

import numpy as np
import pytest

from worker.engines.speechlm.alignment import STRANGE, STRAYING, align, aligned_sounds


def test_sounds_are_letters_and_the_pauses_between_words() -> None:
    order, places = aligned_sounds("hˈɛloʊ, wˈɜː2!")
    assert order == " hɛloʊ wɜ "
    assert "".join(order[place] for place in places) == "hhɛloʊ  wwɜɜɜ "


def test_a_text_without_marks_has_a_pause_at_its_end() -> None:
    assert aligned_sounds("a")[0] == " a "


def best_score(scores: np.ndarray, costs: np.ndarray) -> float:
    """The best path's score, by trying everything."""
    frames, count = scores.shape

    def passed(start: int, end: int) -> float:
        return -float(costs[start:end].sum())

    @cache
    def rest(frame: int, behind: int, strange: bool) -> float:
        """From `frame` on, with so many sounds behind; inside the last of them or strange."""
        if frame == frames:
            return passed(behind, count)
        ways = [
            passed(behind, place) + scores[frame, place] + rest(frame + 1, place + 1, False)
            for place in range(behind, count)
        ]
        ways += [
            passed(behind, done) + STRAYING + STRANGE + rest(frame + 1, done, True)
            for done in range(behind, count + 1)
        ]
        if strange:
            ways.append(STRANGE + rest(frame + 1, behind, True))
        elif behind:
            ways.append(scores[frame, behind - 1] + rest(frame + 1, behind, False))
        return max(ways)

    return rest(0, 0, True)


def score_of(places: np.ndarray, scores: np.ndarray, costs: np.ndarray) -> float:
    """The score of one path."""
    total, last = 0.0, 0
    strange = True
    said: set[int] = set()
    for frame, place in enumerate(places):
        if place < 0:
            total += float(STRANGE + (0 if strange else STRAYING))
        else:
            assert place >= last
            total, last = total + float(scores[frame, place]), int(place)
            said.add(int(place))
        strange = place < 0
    return float(total - sum(cost for place, cost in enumerate(costs) if place not in said))


@pytest.mark.parametrize("seed", range(30))
def test_no_path_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frames, count = rng.integers(1, 9), rng.integers(1, 6)
    scores = rng.normal(-2, 2, (frames, count)).astype(np.float32)
    costs = rng.uniform(0, 4, count).astype(np.float32)
    found = align(scores, costs)
    assert set(np.flatnonzero(found.passed)) == set(range(count)) - set(found.places.tolist())
    assert score_of(found.places, scores, costs) == pytest.approx(
        best_score(scores, costs), abs=1e-3
    )


def spelled(word: str, text: str, frames: int = 3) -> np.ndarray:
    """Scores of a reading of `word`, `frames` a letter, against the sounds of `text`."""
    said = np.repeat(list(word), frames)
    return np.where(said[:, None] == np.array(list(text))[None], -0.1, -9).astype(np.float32)


def test_what_is_left_out_is_passed_over() -> None:
    found = align(spelled("onetre", "onetwotre"), np.full(9, 3, np.float32))
    # One T serves for both.
    assert "".join(np.array(list("onetwotre"))[found.passed]) == "wo"
    assert (found.places >= 0).all()


def test_what_is_said_twice_is_none_of_the_text() -> None:
    found = align(spelled("onetwotwotre", "onetwotre"), np.full(9, 3, np.float32))
    assert not found.passed.any()
    assert (found.places < 0).sum() == 9

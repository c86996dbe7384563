"""What a recognizer's verdict on a known text comes to: no weights, only figures."""

import numpy as np
import pytest

from voicefarm.messages import Doubt, Hearing
from voicefarm.recognizers.recognizer import HearingLimits
from worker.quality.checks.words import (
    HeardToken,
    asked_again,
    heard_words,
    hearing_of,
    misheard,
    missing,
    text_without,
    word_times,
)
from worker.sound.speech import FRAME_S

LIMITS = HearingLimits(word=2.0, missing=4.0, passage=0.8, unexplained_s=0.7)
SURE, ODD = -0.1, -9.0
"""What a usual token has as its logarithm of a probability; and one that isn't there."""


def tokens(*spelled: str, **odd: float) -> list[HeardToken]:
    """The tokens, 0.3 s each; `odd` ones by their letters, with what was heard of them."""
    return [
        HeardToken(
            text=text,
            heard=odd.get(text.strip(), SURE),
            unheard=-3.0,
            count=1,
            start_s=0.3 * number,
            end_s=0.3 * (number + 1),
        )
        for number, text in enumerate(spelled)
    ]


def heard(
    made: list[HeardToken], silent: tuple[float, float] = (0, 0), missing: Doubt | None = None
) -> Hearing:
    """The verdict on a take that speaks all along, but for one pause."""
    active = np.ones(round(made[-1].end_s / FRAME_S), np.bool_)
    active[round(silent[0] / FRAME_S) : round(silent[1] / FRAME_S)] = False
    return hearing_of(made, active, missing)


def checks(hearing: Hearing) -> list[str]:
    return [finding.check for finding in misheard(hearing, LIMITS)]


def test_words_that_are_heard_are_no_fault() -> None:
    assert checks(heard(tokens(" The", " mill", " turn", "ed", "."))) == []


def test_a_word_that_is_not_heard_is_named_with_its_time() -> None:
    hearing = heard(tokens(" The", " mill", " turned", ".", mill=ODD))
    assert hearing.word is not None
    assert (hearing.word.words, hearing.word.at_s) == ("mill", 0.3)
    assert "“mill” is not heard at 0.3 s" in misheard(hearing, LIMITS)[0].says


def test_a_short_word_counts_for_less_than_a_long_one_that_is_as_doubtful() -> None:
    def doubt(word: str) -> float:
        hearing = heard(tokens(" The", f" {word}", " turned", **{word: -5.0}))
        assert hearing.word is not None
        return hearing.word.doubt

    assert doubt("of") < doubt("mill") < doubt("engine") == doubt("dictionary")


def test_short_words_running_count_in_full() -> None:
    hearing = heard(tokens(" one", " of", " the", " mills", of=-5.0, the=-5.0))
    assert hearing.word is not None
    assert hearing.word.doubt < LIMITS.word
    assert "“one of the” is not heard" in misheard(hearing, LIMITS)[0].says


def test_a_doubtful_word_is_asked_about_again_and_a_likely_one_is_not() -> None:
    asked = asked_again(tokens(" The", " mill", " turned", mill=-4.0))
    assert asked is not None
    assert asked.text == " mill"
    assert asked_again(tokens(" The", " mill", " turned")) is None
    assert asked_again(tokens("12", ".")) is None


def test_the_text_is_spelled_without_the_word_that_is_asked_about_once() -> None:
    made = tokens(" The", " mill", " of", " the", " mill", "ers", ".", ers=ODD)
    asked = asked_again(made)
    assert asked is not None
    assert text_without(made, asked) == "The mill of the"


@pytest.mark.parametrize(
    ("neighbour", "says"), [(-0.1, ["“turned” is not heard at 0.6 s"]), (-6.0, [])]
)
def test_a_word_is_missing_if_the_sound_is_likelier_without_it(
    neighbour: float, says: list[str]
) -> None:
    """A word that is only unclear leaves a gap behind: its neighbour becomes doubtful."""
    made = tokens(" The", " mill", " turned", " slowly", turned=-6.0, slowly=-0.2)
    asked = asked_again(made)
    assert asked is not None
    hearing = heard(
        made, missing=missing(asked, made, tokens(" The", " mill", " slowly", slowly=neighbour))
    )
    assert [
        found.says for found in misheard(hearing, LIMITS.model_copy(update={"word": 9.0}))
    ] == says


def test_what_is_likelier_in_silence_too_counts_half() -> None:
    made = tokens(" The", " mill", " turned", turned=-6.0)
    asked = asked_again(made)
    assert asked is not None
    doubt = missing(asked, made, tokens(" The", " mill"))
    assert (doubt.words, doubt.at_s) == ("turned", 0.6)
    assert doubt.doubt == pytest.approx(6.0 - 0.5 * 3.0)


@pytest.mark.parametrize("text", [" time—and", " don't", " “well-known”,", " ne’er"])
def test_words_that_marks_join_are_judged(text: str) -> None:
    assert [word.doubt is None for word in heard_words(tokens(text))] == [False]


def test_a_short_word_has_to_be_missed_more() -> None:
    def doubt(word: str) -> float:
        made = tokens(" The", f" {word}", " turned", **{word: -6.0})
        asked = asked_again(made)
        assert asked is not None
        return missing(asked, made, tokens(" The", " turned")).doubt

    assert doubt("of") < doubt("mill") < doubt("engine") == doubt("dictionary")


def test_a_name_that_is_improbable_without_any_sound_is_no_fault() -> None:
    name = HeardToken(" Tolland", heard=-8.0, unheard=-12.0, count=1, start_s=0.9, end_s=1.2)
    assert checks(heard([*tokens(" Doctor", " R", " the"), name])) == []


def test_a_missing_sentence_shows_in_the_words_running() -> None:
    made = tokens(" He", " saw", " it", " and", " left", saw=-3.4, it=-3.4, left=-3.4)
    made[3] = tokens(" and", **{"and": -3.4})[0].later(0.9)
    hearing = heard(made)
    assert hearing.word is not None
    assert hearing.word.doubt < LIMITS.word
    assert checks(hearing) == ["other words"]


def test_a_phrase_that_is_said_twice_is_speech_that_no_word_explains() -> None:
    made = tokens(" The", " mill", " turned")
    made[2] = made[2].later(1.2)
    made[1] = HeardToken(" mill", SURE, -3.0, 1, start_s=0.3, end_s=1.8)
    assert checks(heard(made)) == ["extra words"]
    assert checks(heard(made, silent=(0.6, 1.7))) == []  # it was a pause


@pytest.mark.parametrize(
    "text",
    [
        " 1870",
        " —",
        ".",
        " 6",
        "%",
        " B",
        " Ångström4",
        " vi.",
        " (XIV)",
        " os.path",
        ' "c.upper".',
        " and/or",
        " _id",
    ],
)
def test_figures_letters_and_marks_are_not_judged(text: str) -> None:
    assert next(heard_words(tokens(text, **{text.strip(): ODD}))).doubt is None


def test_tokens_of_one_word_are_judged_together() -> None:
    (word,) = heard_words(tokens(" shore", "line", ","))
    assert (word.text, word.start_s, word.end_s) == (" shoreline,", 0.0, 0.6)


def test_words_get_their_times_and_places() -> None:
    assert word_times(tokens(" The", " shore", "line"), 1000) == ((0, 300, 0, 3), (300, 900, 4, 9))


def test_a_take_without_letters_has_nothing_to_doubt() -> None:
    hearing = heard(tokens(" 12"))
    assert (hearing.word, hearing.passage, checks(hearing)) == (None, None, [])


def test_speech_before_the_first_word_and_after_the_last_is_unexplained() -> None:
    made = [token.later(1.0) for token in tokens(" The", " mill")]
    assert checks(heard(made)) == ["extra words"]
    active = np.ones(round(2.0 / FRAME_S), np.bool_)
    assert hearing_of(tokens(" The", " mill"), active).unexplained_s == 1.4


def test_a_long_token_may_take_longer() -> None:
    long = HeardToken(" documentation", SURE, -3.0, 1, start_s=0.0, end_s=0.9)
    assert checks(heard([long])) == []

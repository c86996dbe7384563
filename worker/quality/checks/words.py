"""Whether a take says its words, by how probable a recognizer finds each of them. Pure functions.

The recognizer is given the text and forced to follow it through the sound. What it is asked is not
"what do you hear?" but "can this be what you hear?". A missing or another word is improbable. A
passage that is said twice, or that nobody wrote, lies between two tokens and belongs to none.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Doubt, Finding, Hearing, Word
from voicefarm.messages.take import finding
from voicefarm.recognizers.recognizer import HearingLimits
from worker.sound.speech import FRAME_S

FORGIVEN = 0.7
"""Share of a token's improbability without any sound that isn't held against the take: names and
rare words are improbable in themselves."""
ASKED_AGAIN = 1.5
"""How doubtful a word is that the text is forced once more without."""
FORGIVEN_WITHOUT = 0.5
"""Share of what a text without a word gains in silence that isn't held against the take. A text
with a word less is likelier in itself."""
PASSAGE = 3
"""Words running that are judged together: a missing sentence is doubtful as a whole."""
FULL_LETTERS = 5
"""A shorter word counts for its share of these where it is judged alone. "of" and "it" are as
doubtful in sound takes, where they are slurred, as a long word that is missing."""
USUAL_LETTERS, LETTER_S = 4, 0.04
"""A token of more letters than that takes so much longer for each, in seconds."""
_INNER_MARK = re.compile(r"[^\W_][^\w\s'’–—-]+[^\W_]|_")
"""In "os.path", "and/or" and "snake_case". A recognizer writes what it hears of them otherwise."""
_ROMAN = re.compile(r"\W*M{0,3}(C[MD]|D?C{0,3})(X[CL]|L?X{0,3})(I[XV]|V?I{0,3})\W*", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class HeardToken:
    """A token of the text, or several that spell one character together."""

    text: str
    """A new word begins with a space."""
    heard: float
    """Natural logarithm of its probability after the tokens before it, in this sound; a mean."""
    unheard: float
    """The same in silence: what the text alone says."""
    count: int
    """Tokens."""
    start_s: float
    end_s: float

    def later(self, seconds: float) -> "HeardToken":
        """The same token, so much later."""
        return replace(self, start_s=self.start_s + seconds, end_s=self.end_s + seconds)

    @property
    def doubt(self) -> float:
        """How much speaks against it."""
        return FORGIVEN * self.unheard - self.heard

    @property
    def is_judged(self) -> bool:
        """Whether it has letters: marks are not heard, and a recognizer writes figures its way."""
        return bool(_LETTERS.search(self.text))


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word of the text as it was heard."""

    text: str
    doubt: float | None
    """None if it isn't judged."""
    start_s: float
    end_s: float

    @property
    def doubt_alone(self) -> float | None:
        """The same for a word that is judged without its neighbours; `misheard` has the limit."""
        return self.doubt and self.doubt * self.weight

    @property
    def weight(self) -> float:
        """How much it counts alone, 1 for a word of FULL_LETTERS or more."""
        return min(1.0, len(_LETTERS.findall(self.text)) / FULL_LETTERS)


def hearing_of(
    tokens: Sequence[HeardToken], active: NDArray[np.bool_], missing: Doubt | None = None
) -> Hearing:
    """What a recognizer's verdict comes to; `active` are the frames of FRAME_S that speak."""
    words = list(heard_words(tokens))
    unexplained_s, at_s = max(_unexplained(tokens, active), default=(0.0, 0.0))
    return Hearing(
        word=_worst([(word, word.doubt_alone) for word in words], 1),
        missing=missing,
        passage=_worst([(word, word.doubt) for word in words], PASSAGE),
        unexplained_s=round(max(unexplained_s, 0.0), 2),
        unexplained_at_s=round(at_s, 2),
    )


def asked_again(tokens: Sequence[HeardToken]) -> HeardWord | None:
    """The most doubtful word, if it is so doubtful that the text is forced once more without it."""
    doubts = [(word.doubt_alone or 0.0, word) for word in heard_words(tokens)]
    doubt, word = max(doubts, key=itemgetter(0))
    return word if doubt > ASKED_AGAIN else None


def text_without(tokens: Sequence[HeardToken], word: HeardWord) -> str:
    """The text that the tokens spell, but for one word."""
    return "".join(other.text for other in heard_words(tokens) if other != word).strip()


def missing(word: HeardWord, tokens: Sequence[HeardToken], without: Sequence[HeardToken]) -> Doubt:
    """How much likelier the sound is without the word: natural logarithm of a ratio, weighed.

    `without` are the tokens of the text without it.
    """
    heard, unheard = (_log_probability(without) - _log_probability(tokens)).tolist()
    return _doubt([word], word.weight * (heard - FORGIVEN_WITHOUT * unheard))


def _log_probability(tokens: Sequence[HeardToken]) -> NDArray[np.float64]:
    """Of the whole text, in the sound and in silence."""
    both = np.array([(token.heard, token.unheard) for token in tokens])
    counts = np.array([token.count for token in tokens], float)
    total: NDArray[np.float64] = counts @ both
    return total


def _unexplained(
    tokens: Sequence[HeardToken], active: NDArray[np.bool_]
) -> Iterator[tuple[float, float]]:
    """Seconds of speech that fall to each token beyond its letters, or to none, and since when."""
    done_s = 0.0
    for token in tokens:
        yield _speech_s(active, done_s, token.start_s), done_s
        letters = max(0, len(_LETTERS.findall(token.text)) - USUAL_LETTERS)
        spoken_s = _speech_s(active, token.start_s, token.end_s)
        yield spoken_s - LETTER_S * letters, token.start_s
        done_s = token.end_s
    yield _speech_s(active, done_s, len(active) * FRAME_S), done_s


def doubts_past(hearing: Hearing, limits: HearingLimits) -> list[tuple[float, Doubt]]:
    """The doubts that are past their limits, with the share of it, the most doubtful first."""
    judged = (
        (hearing.word, limits.word),
        (hearing.missing, limits.missing),
        (hearing.passage, limits.passage),
    )
    past = [
        (doubt.doubt / limit, doubt)
        for doubt, limit in judged
        if doubt and limit and doubt.doubt > limit
    ]
    return sorted(past, key=itemgetter(0), reverse=True)


def misheard(hearing: Hearing, limits: HearingLimits) -> tuple[Finding, ...]:
    """What is past the limits."""
    found = []
    for weight, doubt in doubts_past(hearing, limits)[:1]:
        says = f"“{doubt.words}” is not heard at {doubt.at_s:.1f} s"
        found.append(finding("other words", says, weight))
    if hearing.unexplained_s > limits.unexplained_s:
        says = (
            f"{hearing.unexplained_s:.1f} s of speech at {hearing.unexplained_at_s:.1f} s that no "
            "word explains"
        )
        weight = hearing.unexplained_s / limits.unexplained_s
        found.append(finding("extra words", says, weight))
    return tuple(found)


def _worst(words: Sequence[tuple[HeardWord, float | None]], running: int) -> Doubt | None:
    """The `running` judged words whose doubts have the largest mean."""
    judged = [(word, doubt) for word, doubt in words if doubt is not None]
    passages = [judged[start : start + running] for start in range(len(judged) - running + 1)]
    if not passages:
        return None
    means = [sum(doubt for _, doubt in passage) / running for passage in passages]
    worst = int(np.argmax(means))
    return _doubt([word for word, _ in passages[worst]], means[worst])


def _doubt(words: Sequence[HeardWord], doubt: float) -> Doubt:
    return Doubt(
        words="".join(word.text for word in words).strip(),
        at_s=round(words[0].start_s, 2),
        doubt=round(doubt, 2),
    )


def heard_words(tokens: Sequence[HeardToken]) -> Iterator[HeardWord]:
    """The words that the tokens spell, in order."""
    numbers = itertools.accumulate(int(token.text.startswith(" ")) for token in tokens)
    for _, group in itertools.groupby(zip(numbers, tokens, strict=True), key=lambda pair: pair[0]):
        parts = [token for _, token in group]
        judged = [token for token in parts if token.is_judged]
        count = sum(token.count for token in judged)
        text = "".join(token.text for token in parts)
        doubt = sum(token.doubt * token.count for token in judged) / count if count else None
        yield HeardWord(
            text=text,
            doubt=doubt if _is_spelled_out(text) else None,
            start_s=parts[0].start_s,
            end_s=(judged or parts)[-1].end_s,
        )


def _is_spelled_out(word: str) -> bool:
    """Whether a recognizer writes it so: figures, Roman ones too, single letters and names of code
    it writes its own way."""
    is_figure = any(map(str.isdigit, word)) or _ROMAN.fullmatch(word)
    return not is_figure and not _INNER_MARK.search(word) and len(_LETTERS.findall(word)) > 1


def word_times(tokens: Sequence[HeardToken], rate: int) -> tuple[Word, ...]:
    """When each word of the text is said, in samples; for engines that can't say."""
    place = -1  # the text was given with a space before it
    words: list[Word] = []
    for word in heard_words(tokens):
        bare = word.text.lstrip()
        start = place + len(word.text) - len(bare)
        if bare:
            words.append((round(word.start_s * rate), round(word.end_s * rate), start, len(bare)))
        place += len(word.text)
    return tuple(words)


def _speech_s(active: NDArray[np.bool_], start_s: float, end_s: float) -> float:
    """Seconds of speech between two times."""
    first, last = round(start_s / FRAME_S), round(end_s / FRAME_S)
    return float(active[first:last].sum()) * FRAME_S

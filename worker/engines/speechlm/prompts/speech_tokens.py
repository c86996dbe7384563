"""Which token ids are speech codes and which one ends the speech, read from the vocabulary."""

from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from voicefarm.errors import BadSetting
from worker.engines.speechlm.settings import Tokens


class Vocabulary(Protocol):
    """What is asked of a loaded language model here."""

    size: int

    def token_text(self, token: int) -> str:
        """A token as the vocabulary spells it."""
        ...


@dataclass(frozen=True, slots=True)
class SpeechTokens:
    """One contiguous block of ids for the codes, and END.

    Ids are what is read, never text: a token of type CONTROL has none when it is detokenized.
    """

    first: int
    """Id of code 0."""
    codes: int
    end: int
    frame: int = 1
    """Codes of a frame, each from its own part of the block."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, names: Tokens) -> Self:
        """Find them. Raises BadSetting when one is missing or the block has a gap."""
        spelled = {vocabulary.token_text(id_): id_ for id_ in range(vocabulary.size)}
        first = _id(spelled, names.name(0))
        last = _id(spelled, names.name(names.codes - 1))
        if last - first != names.codes - 1:
            raise BadSetting(
                f"The model's {names.codes} speech tokens have ids {first} to {last}, which are "
                "not one contiguous block: set 'tokens.codes' to the model's own number or convert "
                "it anew."
            )
        for code in range(names.codes):
            if spelled.get(names.name(code)) != first + code:
                raise BadSetting(
                    f"The model's speech token {code} does not follow its neighbour: the speech "
                    "ids have a gap; convert the model anew."
                )
        return cls(first, names.codes, _id(spelled, names.end), names.frame)

    def columns(self) -> NDArray[np.int64]:
        """The ids of code 0, code 1, …, END: what is left of an output head."""
        return np.array([*range(self.first, self.first + self.codes), self.end], np.int64)

    def code(self, token: int) -> int:
        """The code of a speech token's id."""
        return token - self.first


def columns_alone(tokens: SpeechTokens) -> SpeechTokens:
    """Where the codes and END stand in logits that have `tokens.columns()` alone."""
    return replace(tokens, first=0, end=tokens.codes)


def _id(spelled: dict[str, int], text: str) -> int:
    if text not in spelled:
        raise BadSetting(
            f"The model has no token '{text}': it isn't a speech model of this kind, or "
            "'settings.tokens' names its tokens wrongly."
        )
    return spelled[text]

"""A text that is still being written, cut where it can be spoken: behind whole sentences."""

from producer.text.sentences import SPEAKABLE, sentence_spans
from voicefarm.languages import DEFAULT, Language

LONGEST = 2_000
"""Characters that wait for the end of a sentence; what is longer is cut at a space."""


class GrowingText:
    """Takes a text in pieces of any size, such as a language model's tokens."""

    def __init__(self, language: Language = DEFAULT) -> None:
        self.language = language
        """It decides what an abbreviation is."""
        self._waiting = ""

    def add(self, piece: str) -> str:
        """The sentences that are whole now; empty while there is none.

        The last one waits until the next begins: "3." may go on as "3.5".
        """
        self._waiting += piece
        spans = sentence_spans(self._waiting, self.language)
        end = spans[-1][0] if len(spans) > 1 else 0
        end = max(end, self._waiting.rfind("\n\n") + 2 if "\n\n" in self._waiting else 0)
        if len(self._waiting) - end > LONGEST:
            end = self._waiting.rfind(" ", 0, LONGEST) + 1 or len(self._waiting)
        return self._cut(end)

    def flush(self) -> str:
        """All that waits, whole or not."""
        return self._cut(len(self._waiting))

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting = ""

    def _cut(self, end: int) -> str:
        ready = self._waiting[:end]
        if not SPEAKABLE.search(ready):  # a lone mark or space goes on with what follows
            return ""
        self._waiting = self._waiting[end:]
        return ready.strip()


def joined_halves(text: str) -> tuple[str, str]:
    """The text with the halves of its letters joined, and a half at its end, which waits.

    UTF-16 writes emoji and rare letters in two halves, and programs cut a text between them. A lone
    half says nothing, and is left out.
    """
    half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
    whole = text.removesuffix(half) if half else text
    return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore"), half

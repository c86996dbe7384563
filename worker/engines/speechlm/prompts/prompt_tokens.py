"""A prompt as token ids."""

import re
from typing import Protocol

from worker.engines.speechlm.prompts.prompt_format import Prompt
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Tokens


class Tokenizing(Protocol):
    """What is asked of a loaded language model here."""

    def tokenize(self, text: str) -> list[int]:
        """The ids of a text, special tokens read as such, BOS in front as the file asks."""
        ...


class PromptTokenizer:
    """Tokenizes prompts. Thread-safe.

    A reference's codes at the prompt's end are read here, because llama.cpp looks for each of its
    special tokens in turn. That took 48 ms for a prompt with 250 codes and takes 2 ms without.
    """

    def __init__(self, model: Tokenizing, names: Tokens, tokens: SpeechTokens) -> None:
        self._model = model
        self._tokens = tokens
        self._first = names.first
        before, after = map(re.escape, names.speech.split("{}"))
        self._code = re.compile(rf"{before}(\d+){after}")
        self._codes_at_end = re.compile(rf"(?:{before}\d+{after})+\Z")

    def tokenize(self, prompt: Prompt) -> tuple[int, ...]:
        """The ids of `prompt`; those that it gives itself stay as they are."""
        parts = (prompt,) if isinstance(prompt, str) else prompt
        ids: list[int] = []
        for part in parts:
            ids.extend([part] if isinstance(part, int) else self._text(part))
        return tuple(ids)

    def _text(self, text: str) -> list[int]:
        tail = self._codes_at_end.search(text)
        if tail is None:
            return self._model.tokenize(text)
        codes = [int(code) for code in self._code.findall(tail.group())]
        head = self._model.tokenize(text[: tail.start()])
        return [*head, *(self._tokens.first + code - self._first for code in codes)]

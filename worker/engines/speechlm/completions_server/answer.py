"""Codes out of a server's answer, event by event, in whichever way it returns its tokens.

Ids are best: `token_ids` (vLLM, SGLang), or the `id` of each entry in `logprobs.content`
(llama.cpp's server). Where only text comes back, the tokens' own text is read, `<|speech_123|>`.
"""

import re
from collections.abc import Sequence
from typing import Any

from voicefarm.errors import Runaway, SynthesisFailed
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Tokens

BY_ID = re.compile(r"token_id:(\d+)")
"""How vLLM spells a token by its id."""
SHOWN = 40
"""Characters of an unreadable answer that a message repeats."""


class SpeechAnswer:
    """One answer as it comes. Used by one thread."""

    def __init__(self, tokens: SpeechTokens, names: Tokens, *, dice: bool = True) -> None:
        self.codes: list[int] = []
        self.ended = False
        """The model said END, or the server that it ended by itself."""
        self.finished = False
        """Nothing more will come."""
        self._tokens, self._names, self._dice = tokens, names, dice
        before, after = map(re.escape, names.speech.split("{}"))
        self._spelled = re.compile(rf"\s*(?:{before}(?P<code>\d+){after}|{re.escape(names.end)})")
        self._text = ""
        self._by_ids = False

    def read(self, event: dict[str, Any]) -> Sequence[int]:
        """The codes that an event brings, which `codes` then has too.

        Raises SynthesisFailed for an error that comes as an event, Runaway for tokens that
        are not speech: another seed may speak.
        """
        if "error" in event:
            raise SynthesisFailed(f"The server gave this chunk up: {_error(event['error'])}.")
        known = len(self.codes)
        for choice in event.get("choices") or ():
            self._choice(choice)
        return self.codes[known:]

    def _choice(self, choice: dict[str, Any]) -> None:
        reason = choice.get("finish_reason")
        ids = _ids(choice)
        self._by_ids = self._by_ids or ids is not None
        if self._by_ids:
            self._take(ids or (), last=reason == "stop")
        else:
            self._take_text(choice.get("text") or "", last=reason is not None)
        if reason is not None:
            self.finished = True
            self.ended = self.ended or reason == "stop"
        if self.ended:
            self.finished = True
            del self.codes[len(self.codes) - len(self.codes) % self._tokens.frame :]

    def _take(self, ids: Sequence[int], *, last: bool) -> None:
        """Hear some tokens. `last`: the model's own end may stand behind them in END's place."""
        for place, token in enumerate(ids):
            if self.ended:
                return
            code = self._tokens.code(token)
            if token == self._tokens.end:
                self.ended = True
            elif 0 <= code < self._tokens.codes:
                self._hear(code)
            elif not (last and place == len(ids) - 1):
                raise self._no_speech(f"token {token}")

    def _take_text(self, text: str, *, last: bool) -> None:
        self._text += text
        place = 0
        while not self.ended and (match := self._spelled.match(self._text, place)):
            place = match.end()
            code = match["code"]
            if code is None:
                self.ended = True
            else:
                self._hear(int(code) - self._names.first)
        self._text = self._text[place:]
        rest = self._text.lstrip()
        longest = max(len(self._names.name(self._names.codes)), len(self._names.end))
        if rest and not self.ended and (last or len(rest) > longest):
            raise self._no_speech(f"“{rest[:SHOWN]}”")

    def _hear(self, code: int) -> None:
        frame = self._tokens.frame
        part = self._tokens.codes // frame
        if not 0 <= code < self._tokens.codes or code // part != len(self.codes) % frame:
            raise self._no_speech(f"code {code} out of its place")
        self.codes.append(code)

    def _no_speech(self, what: str) -> Runaway:
        return Runaway(
            f"The server's model answered with {what}, which isn't speech: try another seed, or "
            "compare 'prompt_format' and 'tokens' with the model that it serves.",
            dice=self._dice,
        )


def _ids(choice: dict[str, Any]) -> list[int] | None:
    """The ids that a choice brings; None where it brings text alone."""
    ids = choice.get("token_ids")
    if isinstance(ids, list):
        return ids
    logprobs = choice.get("logprobs")
    if not isinstance(logprobs, dict):
        return None
    entries = logprobs.get("content")
    if entries and all("id" in entry for entry in entries):
        return [entry["id"] for entry in entries]
    named = [BY_ID.fullmatch(str(token)) for token in logprobs.get("tokens") or ()]
    found = [int(match[1]) for match in named if match]
    return found if found and len(found) == len(named) else None


def _error(error: Any) -> str:
    told = error.get("message", error) if isinstance(error, dict) else error
    return " ".join(str(told).split())[:300].rstrip(".")

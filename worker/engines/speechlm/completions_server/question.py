"""A request for speech as the body that servers of completions take.

Servers name the same thing differently, and pass over names that they don't know. So all names are
sent: vLLM's, SGLang's, LMDeploy's and those of both servers of llama.cpp.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from worker.engines.speechlm.settings import Sampling

RANDOM_SEED = 2**32 - 1
"""llama.cpp takes this number for "throw dice"."""


@dataclass(frozen=True, slots=True)
class Question:
    """What every request to one server has in common."""

    model: str
    sampling: Sampling
    end: int
    """Id of END."""
    end_text: str
    """END as the vocabulary spells it."""
    context: int
    """Tokens that a prompt and its speech may have together; servers refuse more."""

    def body(
        self,
        prompt: str | Sequence[int],
        length: int,
        *,
        most: int,
        seed: int,
        least: int = 0,
    ) -> dict[str, Any]:
        """The body for a prompt of `length` tokens; `least` and `most` count codes."""
        sampling = self.sampling
        fewest = max(sampling.min_tokens, least)
        return {
            "model": self.model,
            "prompt": prompt if isinstance(prompt, str) else list(prompt),
            "stream": True,
            "max_tokens": min(most + 1, self.context - length),  # END is a token too
            "min_tokens": fewest,
            "min_new_tokens": fewest,
            "temperature": sampling.temperature,
            "top_k": sampling.top_k or -1,
            "top_p": sampling.top_p,
            "min_p": sampling.min_p,
            "repetition_penalty": sampling.repetition_penalty,
            "repeat_penalty": sampling.repetition_penalty,
            "repeat_last_n": sampling.repetition_window,
            "seed": seed % RANDOM_SEED,
            "stop": [self.end_text],
            "stop_token_ids": [self.end],
            "skip_special_tokens": False,
            "spaces_between_special_tokens": False,
            "return_token_ids": True,
        }

"""How one server takes prompts and returns tokens: found by asking it for a few."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from voicefarm.errors import BadSetting, SynthesisFailed
from worker.engines.speechlm.completions_server.answer import SpeechAnswer
from worker.engines.speechlm.completions_server.connection import Connection, ServerFails

log = structlog.get_logger()

PATH = "/completions"


@dataclass(frozen=True, slots=True)
class Form:
    """What is sent besides the question."""

    ids: bool
    """The prompt is a list of ids; otherwise a text, which the server tokenizes."""
    more: Mapping[str, Any]
    """Further entries of the body, without which this server returns no ids."""


FORMS = (
    Form(ids=True, more={}),
    Form(ids=True, more={"logprobs": 1, "return_tokens_as_token_ids": True}),
    Form(ids=False, more={}),
    Form(ids=False, more={"logprobs": 1, "return_tokens_as_token_ids": True}),
)
"""The best first: ids in and out, without the work that probabilities are."""


def form_of(
    connection: Connection,
    ask: Callable[[Form], dict[str, Any]],
    answer: Callable[[], SpeechAnswer],
) -> Form:
    """The first form in which the server at `connection` returns a speech token.

    `ask` makes a short request in a form, `answer` something that reads it. Raises BadSetting with
    what the server said to the last form, EngineUnavailable when it doesn't answer at all, or fails
    in every form.
    """
    said, failure = "", None
    for form in FORMS:
        try:
            if _codes(connection, ask(form), answer()):
                log.info("server asked", url=connection.url, ids=form.ids, more=list(form.more))
                return form
            said = "it returned no token"
        except SynthesisFailed as error:
            said, failure = str(error).rstrip("."), None
        except ServerFails as error:  # some call a prompt of ids a failure of their own
            failure = error
    if failure:
        raise failure
    raise BadSetting(
        f"The server at {connection.url} returns no speech tokens ({said}): serve a speech model "
        "there, and let 'settings.weights' be that model's tokenizer.json or GGUF file."
    )


def _codes(connection: Connection, body: dict[str, Any], answer: SpeechAnswer) -> Sequence[int]:
    with connection.ask(PATH, body) as call:
        for event in call.events():
            answer.read(event)
            if answer.codes:
                break
    return answer.codes

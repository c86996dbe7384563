"""A server of completions as a speech language model: its vocabulary here, its steps there."""

import os
from functools import partial
from pathlib import Path
from typing import Any

from voicefarm.errors import BadSetting, EngineUnavailable
from worker.engines.speechlm.backbone import LoadedModel
from worker.engines.speechlm.completions_server.answer import SpeechAnswer
from worker.engines.speechlm.completions_server.connection import Connection
from worker.engines.speechlm.completions_server.form import Form, form_of
from worker.engines.speechlm.completions_server.generations import Asking, ServerBackbone
from worker.engines.speechlm.completions_server.question import Question
from worker.engines.speechlm.completions_server.vocabulary import (
    ServedVocabulary,
    read_vocabulary,
    text_prompt,
)
from worker.engines.speechlm.prompts.prompt_format import PromptContent, build_prompt
from worker.engines.speechlm.prompts.prompt_tokens import PromptTokenizer
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import SpeechLMSettings

TRIED = "A"
"""What a server is asked to say when it is tried out."""
CODES_TRIED = 2


def connect(settings: SpeechLMSettings) -> Connection:
    """To the model's server. Raises BadSetting when no address is given, or it is none."""
    server = settings.server
    url = server.url or os.environ.get(server.url_variable, "")
    if not url:
        raise BadSetting(
            f"There is no address of a server: give 'settings.server.url', or set "
            f"{server.url_variable}."
        )
    return Connection(
        url.rstrip("/"), os.environ.get(server.key_variable, ""), timeout_s=server.timeout_s
    )


def served_model(connection: Connection, settings: SpeechLMSettings) -> str:
    """The name by which the server knows the model: that of the settings, or the first it lists.

    Raises EngineUnavailable when it doesn't answer, or lists none.
    """
    listed = connection.get("/models")
    rows = listed.get("data") if isinstance(listed, dict) else None
    names = [str(row.get("id", "")) for row in rows or () if isinstance(row, dict)]
    wanted = settings.server.model
    if wanted is None and names:
        return names[0]
    if wanted is None or (names and wanted not in names):
        raise EngineUnavailable(
            f"The server at {connection.url} serves {', '.join(names) or 'no model'}, not "
            f"'{wanted or 'any'}'; correct 'settings.server.model'."
        )
    return wanted


def load_model(weights: Path, settings: SpeechLMSettings, *, slots: int) -> LoadedModel:
    """Read the vocabulary and try the server out. Raises as `BackboneLibrary.load` does."""
    connection = connect(settings)
    name = served_model(connection, settings)
    vocabulary = read_vocabulary(weights)
    try:
        tokens = SpeechTokens.of(vocabulary, settings.tokens)
        backbone = _backbone(connection, name, vocabulary, tokens, settings, slots)
    except BaseException:
        vocabulary.close()
        raise
    return LoadedModel(vocabulary, tokens, backbone, "openai")


def _backbone(
    connection: Connection,
    name: str,
    vocabulary: ServedVocabulary,
    tokens: SpeechTokens,
    settings: SpeechLMSettings,
    slots: int,
) -> ServerBackbone:
    question = Question(name, settings.sampling, tokens.end, settings.tokens.end, settings.context)
    dice = settings.sampling.temperature > 0
    answer = partial(SpeechAnswer, tokens, settings.tokens, dice=dice)
    content = PromptContent(TRIED, emotion=settings.emotion, speaker=TRIED, tokens=settings.tokens)
    ids = PromptTokenizer(vocabulary, settings.tokens, tokens).tokenize(
        build_prompt(settings.prompt_format, content)
    )

    def ask(form: Form) -> dict[str, Any]:
        prompt = ids if form.ids else text_prompt(vocabulary, ids)
        return question.body(prompt, len(ids), most=CODES_TRIED, seed=0) | dict(form.more)

    form = form_of(connection, ask, answer)
    as_server_takes = tuple if form.ids else partial(text_prompt, vocabulary)
    asking = Asking(connection, question, form, as_server_takes, answer)
    return ServerBackbone(asking, slots=slots, context=settings.context)

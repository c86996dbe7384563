"""Prompts: how phonemes, and the reference that the voice imitates, are put before the model.

Which format a model wants is data of the model, since files of the same name were trained on
different ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from voicefarm.errors import BadSetting
from worker.engines.speechlm.registries import PROMPT_FORMATS
from worker.engines.speechlm.settings import Tokens

Prompt = str | tuple[str | int, ...]
"""A text with its special tokens spelled out; or such texts and token ids, in their order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A voice as an example to imitate: what was said, and its sound in codes."""

    codes: tuple[int, ...]
    text: str
    phonemes: str
    """Of `text`, made once by the model's phonemizer when the voice was loaded."""


@dataclass(frozen=True, slots=True)
class PromptContent:
    """What a prompt is made of."""

    phonemes: str
    reference: Reference | None = None
    emotion: str = ""
    """What stands before the text, in formats that know emotions."""
    speaker: str = ""
    """The voice's name, in formats that name it."""
    tokens: Tokens = field(default_factory=Tokens)
    """How the vocabulary spells codes."""


@dataclass(frozen=True, slots=True)
class PromptFormat:
    """What is known of a format."""

    marks: tuple[str, ...]
    """Special tokens that a model of this format has in its vocabulary."""
    build: Callable[[PromptContent], Prompt]
    """Writes the whole prompt; the model goes on with speech tokens."""
    takes_reference: bool = True
    """False if voices enter elsewhere, such as in the codec."""
    ids: Mapping[str, int] = field(default_factory=dict)
    """Special tokens that the format writes as ids: models of it have no other vocabulary."""


def prompt_format(name: str) -> PromptFormat:
    """The format called `name`. Raises UnknownName."""
    entry: PromptFormat = PROMPT_FORMATS.load(name)
    return entry


def check_takes_reference(name: str) -> None:
    """Raise BadSetting if voices can't be references in the format called `name`."""
    if not prompt_format(name).takes_reference:
        raise BadSetting(
            f"The {name} prompt takes no reference codes; give the model a voice with an embedding."
        )


def build_prompt(name: str, content: PromptContent) -> Prompt:
    """The prompt in the format called `name`.

    Raises UnknownName, and BadSetting for a reference in a format that takes none.
    """
    if content.reference is not None:
        check_takes_reference(name)
    return prompt_format(name).build(content)

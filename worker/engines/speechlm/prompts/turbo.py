"""The turbo prompt, of VieNeu-TTS v2-turbo: the text alone, since the voice enters in the codec."""

from worker.engines.speechlm.prompts.prompt_format import PromptContent, PromptFormat
from worker.engines.speechlm.prompts.text_prompt import (
    MARKS,
    SPEECH_START,
    TEXT_END,
    TEXT_START,
    joined,
)

SPEAKER = "<|speaker_16|>"


def build(content: PromptContent) -> str:
    """The prompt. It knows no emotions."""
    return f"{SPEAKER}{TEXT_START}{joined(content.phonemes)}{TEXT_END}{SPEECH_START}"


TURBO = PromptFormat((SPEAKER, *MARKS), build, takes_reference=False)

"""The compact prompt, of VieNeu-TTS v2: text, then speech, with an emotion before the text."""

from worker.engines.speechlm.prompts.prompt_format import PromptContent, PromptFormat
from worker.engines.speechlm.prompts.text_prompt import (
    MARKS,
    SPEECH_START,
    TEXT_END,
    TEXT_START,
    reference_codes,
    spoken_text,
)


def build(content: PromptContent) -> str:
    """The prompt."""
    text = f"{TEXT_START}{content.emotion}{spoken_text(content)}{TEXT_END}"
    return f"{text}{SPEECH_START}{reference_codes(content)}"


COMPACT = PromptFormat(MARKS, build)

"""The chat prompt, of VieNeu-TTS v1 and NeuTTS: a request and the beginning of its answer."""

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
    """The prompt. It knows no emotions."""
    text = f"{TEXT_START}{spoken_text(content)}{TEXT_END}"
    speech = f"{SPEECH_START}{reference_codes(content)}"
    return f"user: Convert the text to speech:{text}\nassistant:{speech}"


CHAT = PromptFormat(MARKS, build)

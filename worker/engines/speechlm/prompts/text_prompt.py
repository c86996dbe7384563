"""What prompt formats in words have in common: their marks, and how their parts are joined.

The marks are those on which VieNeu-TTS and NeuTTS were trained.
"""

from worker.engines.speechlm.prompts.prompt_format import PromptContent

TEXT_START = "<|TEXT_PROMPT_START|>"
TEXT_END = "<|TEXT_PROMPT_END|>"
SPEECH_START = "<|SPEECH_GENERATION_START|>"
MARKS = (TEXT_START, TEXT_END, SPEECH_START)


def spoken_text(content: PromptContent) -> str:
    """The reference's phonemes, if there is one, and those of the text."""
    reference = content.reference.phonemes if content.reference else ""
    return joined(reference, content.phonemes)


def reference_codes(content: PromptContent) -> str:
    """The reference's codes as the vocabulary spells them; nothing without a reference."""
    codes = content.reference.codes if content.reference else ()
    return "".join(map(content.tokens.name, codes))


def joined(*parts: str) -> str:
    """The parts with single spaces inside and between, as in the training data."""
    return " ".join(" ".join(parts).split())

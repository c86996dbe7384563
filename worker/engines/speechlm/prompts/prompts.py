"""Prompts: how phonemes, and the reference that the voice imitates, are put before the model.

The formats are those on which VieNeu-TTS and NeuTTS were trained. Which one a model wants is data
of the model, since files of the same name were trained on different ones.
"""

from voicefarm.errors import BadSetting
from worker.engines.speechlm.settings import PromptFormat
from worker.engines.speechlm.voices import Reference

_TEXT_START = "<|TEXT_PROMPT_START|>"
_TEXT_END = "<|TEXT_PROMPT_END|>"
_SPEECH_START = "<|SPEECH_GENERATION_START|>"


def build_prompt(
    format: PromptFormat,
    phonemes: str,
    reference: Reference | None,
    emotion: str,
    *,
    speech_token: str = "<|speech_{}|>",
) -> str:
    """The whole prompt as text, special tokens included; the model goes on with speech tokens.

    `reference` brings its phonemes with it, computed once when the voice was loaded. `emotion`
    stands before the text in the compact format only. Raises BadSetting for a reference in the
    turbo format, whose voice enters in the codec.
    """
    if format == "turbo":
        return _turbo(phonemes, reference)
    text = _TEXT_START + _joined(reference.phonemes if reference else "", phonemes) + _TEXT_END
    codes = reference.codes if reference else ()
    speech = _SPEECH_START + "".join(map(speech_token.format, codes))
    if format == "chat":
        return f"user: Convert the text to speech:{text}\nassistant:{speech}"
    return text.replace(_TEXT_START, _TEXT_START + emotion, 1) + speech


def _turbo(phonemes: str, reference: Reference | None) -> str:
    if reference is not None:
        raise BadSetting(
            "The turbo prompt takes no reference codes; give the model a voice with an embedding."
        )
    return f"<|speaker_16|>{_TEXT_START}{_joined(phonemes)}{_TEXT_END}{_SPEECH_START}"


def _joined(*parts: str) -> str:
    """The parts with single spaces inside and between, as in the training data."""
    return " ".join(" ".join(parts).split())

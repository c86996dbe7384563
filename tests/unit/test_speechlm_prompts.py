"""Prompts, letter by letter as the models were trained on them."""

import pytest

from voicefarm.errors import BadSetting, UnknownName
from worker.engines.speechlm.prompts.prompt_format import PromptContent, Reference, build_prompt
from worker.engines.speechlm.settings import Tokens

REFERENCE = Reference(codes=(12, 0, 65_535), text="Xin chào.", phonemes="sˈin tʃˈaː2w.")


def test_chat_puts_the_reference_before_the_text_and_its_codes_at_the_end() -> None:
    assert build_prompt("chat", PromptContent("vˈiɛ6t̪ nˈaːm.", REFERENCE)) == (
        "user: Convert the text to speech:<|TEXT_PROMPT_START|>sˈin tʃˈaː2w. vˈiɛ6t̪ nˈaːm."
        "<|TEXT_PROMPT_END|>\nassistant:<|SPEECH_GENERATION_START|>"
        "<|speech_12|><|speech_0|><|speech_65535|>"
    )


def test_compact_has_no_frame_and_begins_with_the_emotion() -> None:
    assert build_prompt("compact", PromptContent("vˈiɛ6t̪ nˈaːm.", REFERENCE, "<|emotion_0|>")) == (
        "<|TEXT_PROMPT_START|><|emotion_0|>sˈin tʃˈaː2w. vˈiɛ6t̪ nˈaːm.<|TEXT_PROMPT_END|>"
        "<|SPEECH_GENERATION_START|><|speech_12|><|speech_0|><|speech_65535|>"
    )


def test_turbo_has_the_text_alone() -> None:
    assert build_prompt("turbo", PromptContent("vˈiɛ6t̪ nˈaːm.")) == (
        "<|speaker_16|><|TEXT_PROMPT_START|>vˈiɛ6t̪ nˈaːm.<|TEXT_PROMPT_END|>"
        "<|SPEECH_GENERATION_START|>"
    )


def test_turbo_refuses_a_reference() -> None:
    with pytest.raises(BadSetting, match="embedding"):
        build_prompt("turbo", PromptContent("a", REFERENCE))


def test_without_a_reference_the_text_stands_alone() -> None:
    assert build_prompt("compact", PromptContent(" a\n b ")) == (
        "<|TEXT_PROMPT_START|>a b<|TEXT_PROMPT_END|><|SPEECH_GENERATION_START|>"
    )


def test_chat_ignores_the_emotion() -> None:
    assert build_prompt("chat", PromptContent("a", emotion="<|emotion_0|>")) == (
        "user: Convert the text to speech:<|TEXT_PROMPT_START|>a<|TEXT_PROMPT_END|>"
        "\nassistant:<|SPEECH_GENERATION_START|>"
    )


def test_a_model_may_name_its_speech_tokens_otherwise() -> None:
    prompt = build_prompt("compact", PromptContent("a", REFERENCE, tokens=Tokens(speech="<s{}>")))
    assert isinstance(prompt, str)
    assert prompt.endswith("<|SPEECH_GENERATION_START|><s12><s0><s65535>")


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'compact'"):
        build_prompt("compakt", PromptContent("a"))

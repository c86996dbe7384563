"""Orpheus's prompt: the voice's name and the text, between ids of its Llama 3 vocabulary.

The ids are those that its own package puts together. Chat templates make it answer in words.
"""

from worker.engines.speechlm.prompts.prompt_format import Prompt, PromptContent, PromptFormat

_SPEECH, _HUMAN, _HUMAN_END, _ASSISTANT, _TURN_END = (
    "<custom_token_1>",
    "<custom_token_3>",
    "<custom_token_4>",
    "<custom_token_5>",
    "<|eot_id|>",
)
IDS = {
    _SPEECH: 128_257,
    _HUMAN: 128_259,
    _HUMAN_END: 128_260,
    _ASSISTANT: 128_261,
    _TURN_END: 128_009,
}


def build(content: PromptContent) -> Prompt:
    """The prompt. Emotions are tags in its text, such as `<laugh>`."""
    text = " ".join(content.phonemes.split())
    after = (_TURN_END, _HUMAN_END, _ASSISTANT, _SPEECH)
    return (IDS[_HUMAN], f"{content.speaker}: {text}", *(IDS[mark] for mark in after))


ORPHEUS = PromptFormat(tuple(IDS), build, takes_reference=False, ids=IDS)

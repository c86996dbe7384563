"""What a speech language model is asked with.

- `prompt_format`: what a prompt is made of, and what is known of a format
- one file a format, such as `chat`; `worker.engines.speechlm.registries` names them
- `text_prompt`: what formats in words have in common
- `prompt_tokens`: a prompt as token ids; `tokenizer_file` reads a checkpoint's vocabulary
- `speech_tokens`: which ids are speech codes
"""

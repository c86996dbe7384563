"""What a speech language model is asked with.

- `prompts`: the formats
- `prompt_tokens`: a prompt as token ids
- `speech_tokens`: which ids are speech codes
"""

"""The backbone on llama.cpp.

- `language_model`, `dimensions`: a loaded GGUF file
- `context`, `batch`: one cache per slot, decoded together
- `caches`, `attention`, `memory`: how caches are held, read and paid for
- `gguf_check`: whether a file is a speech language model
"""

"""The backbone on llama.cpp.

- `backbone`: what is known of it without its library; `worker.engines.speechlm.registries` names it
- `loading`: weights and caches in memory, put together with the decode loop
- `language_model`: a loaded GGUF file
- `context`, `batch`: one cache per slot, decoded together
- `attention`: which attention is fastest on this machine
- `likeliest`: what a model says at its likeliest
- `dimensions`, `shape`, `caches`: what the caches are sized by, and how they are held
"""

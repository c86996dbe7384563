"""One engine for every voice made of a language model over speech codes and a neural codec.

- `engine`: text to sound
- `settings`: the `[settings]` table of a model file
- `registries`: the backbones, codecs and prompt formats that it may choose from
- `voices`: references and embeddings, read from JSON
- `prompts/`: what the language model is asked with
- `backbone`: what runs the language model
- `batching/` with `llamacpp/`, `openvino/` or `pytorch/`: those that run here
- `completions_server/`: the one on another program
- `automatic/`: whether llama.cpp or OpenVINO is faster here
- `codecs/`: codes to sound, and recordings to codes
- `length`: how much an utterance has to say
- `streaming`, `tape`: sound before the last code is drawn
- `aligner`, `alignment`: whether the codes say the text
- `weights`, `gguf_check`, `fitness`, `memory`: a model's files, and whether they fit
"""

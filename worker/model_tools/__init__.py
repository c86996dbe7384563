"""Tools that make models: a checkpoint becomes a package that a worker speaks with.

- `checkpoint`: a folder as transformers saves it: configuration, tensors, tokenizer
- `conversion`: a checkpoint as GGUF; `tokenizer` writes its vocabulary
- `merging`: a base with what PEFT trained for it
- `quantization`: a GGUF with smaller weights
- `comparison`: two models on the same sentences
- `packing/`: a model as one folder, with all its files and a card
- `bench/`: what a model costs on this machine
"""

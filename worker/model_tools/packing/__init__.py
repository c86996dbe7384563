"""A model as one whole folder: weights, tokenizer, voices.json, model file, card.

- `package`: packs a model and writes the folder at once
- `origin`: the model that is packed: one that is known here, or weights that were just made
- `contents`: which files go in, under which names, with their checksums
- `presets`: voices of single files and enrolled ones, gathered in a voices.json
- `card`: the README that says what it is
- `toml_text`: a table as TOML
"""

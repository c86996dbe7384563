"""Normalization: what is written as what is spoken, before any engine sees it.

- `reading`: a paragraph with all that is done to it, and the registry of languages
- `scanner`: rules, and the one pass in which they are applied
- `unspoken`: what no voice reads in any language
- `sentence_starts`: where words begin with a capital
- `emojis`, `emoticons`, `emphasis`, `formulas`: where such things stand in a text
- `tex`: a simple formula in plain signs
- `english`, `vietnamese`: one package a language
"""

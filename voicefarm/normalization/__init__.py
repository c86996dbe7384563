"""Normalization: what is written as what is spoken, before any engine sees it.

- `reading`: a paragraph with all that is done to it, and the registry of languages
- `scanner`: rules, and the one pass in which they are applied
- `unspoken`: what no voice reads in any language, such as emoji
- `english`, `vietnamese`: one package a language
"""

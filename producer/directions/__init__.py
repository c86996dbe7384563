"""How a text is to be read, beyond its words.

- `speaker_labels`: lines that begin with a speaker's name
- `dictionary`: how words are spoken, and the marks inside a text
- `patterns`: the patterns that both use
"""

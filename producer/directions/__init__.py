"""How a text is to be read, beyond its words.

- `speaker_labels`: lines that begin with a speaker's name
- `marks`: pauses and spelling, marked inside a text
- `dictionary`: how words are spoken
- `patterns`: a dictionary's regular expressions, applied in a process that can be stopped
"""

"""What a text is when it is read aloud.

- `phonemes`: words that bring their own phonemes
- `text`: a text as written and as spoken, and the map between them
- `tags`: emotion tags, which no model reads as words
- `length`: how long it is, in characters
- `syllables`: how long it is, in syllables
"""

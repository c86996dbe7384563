"""What a text is when it is read aloud.

- `phonemes`: words that bring their own phonemes
- `length`: how long it is, in characters
"""

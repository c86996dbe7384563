"""What is known of a language.

- `phonemizers/`: words to the phonemes that a model was trained on
- `espeak_library`, `espeak_phonemes`, `espeak_words`: espeak-ng
- `pronunciation`: a text as phonemes and marks, each with its place
- `word_times`: when the words of a text are said, as written
- `phoneme_counts`: how many phonemes a text has
"""

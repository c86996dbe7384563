"""What is known of a language.

- `phonemizers/`: words to the phonemes that a model was trained on
- `espeak_library`, `espeak_phonemes`, `espeak_words`: espeak-ng
- `pronunciation`: a text as phonemes and marks, each with its place
- `word_times`: when the words of a text are said, as written
- `passages`: a text as a network takes it, a sentence or a few at once
- `symbols`: a passage as the ids that a network reads
- `durations`: how long each sign sounds at any speed, and when words are said
- `phoneme_counts`: how many phonemes a text has
"""

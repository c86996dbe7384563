"""What is known of a language.

- `normalization`, `english_words`, `english_tables`, `vietnamese_words`: numbers, dates and
  units as words
- `phonemizers/`: words to the phonemes that a model was trained on
- `espeak_library`, `espeak_phonemes`, `espeak_words`: espeak-ng
- `phoneme_counts`: how many phonemes a text has
"""

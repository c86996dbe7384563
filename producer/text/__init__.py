"""Pure functions on strings.

- `cleaning`, `lookalikes`: one spelling for every character
- `sentences`, `abbreviations`: where sentences end
- `graphemes`: where a word may be cut
- `language_guess`, `function_words`: which language a text is in
"""

"""Pure functions on strings.

- `cleaning`, `lookalikes`: one spelling for every character
- `growing`: a text that is still being written, cut behind whole sentences
- `sentences`, `abbreviations`: where sentences end
- `numerals`: numbers as lists write them
- `graphemes`: where a word may be cut
- `language_guess`, `function_words`: which language a text is in
"""

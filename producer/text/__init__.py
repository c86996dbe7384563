"""Pure functions on strings.

- `cleaning`, `lookalikes`: one spelling for every character
- `sentences`, `abbreviations`: where sentences end
- `graphemes`: where a word may be cut
- `language_guess`: which language a text is in
"""

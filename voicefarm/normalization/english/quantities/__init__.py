"""What has figures in it.

- `dates`, `times`: the calendar and the clock
- `money`, `units`, `unit_names`: amounts and measures
- `codes`: telephones, cards and keys, digit by digit
- `fractions`, `powers`: figures with a slash, figures with an exponent
- `figures`: decades, ordinals, ranges, versions, and numbers as they are
"""

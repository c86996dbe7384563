"""What has figures in it.

- `dates`, `times`: the calendar and the clock
- `money`, `units`, `unit_names`: amounts and measures
- `codes`: telephones, cards and keys, digit by digit
- `figures`: decades, ordinals, fractions, ranges, powers, and numbers as they are
"""

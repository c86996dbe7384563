"""What has figures in it.

- `dates`, `times`, `durations`: the calendar, the clock, and how long something takes
- `money`, `old_money`: amounts of money
- `units`, `unit_names`, `feet`: measures
- `adjectives`: whether an amount belongs to a noun
- `codes`: telephones, cards and keys, digit by digit
- `fractions`, `powers`: figures with a slash, figures with an exponent
- `figures`: decades, ordinals, ranges, versions, and numbers as they are
"""

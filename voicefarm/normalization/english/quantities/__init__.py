"""What has figures in it.

- `dates`, `times`: the calendar and the clock
- `money`, `units`, `unit_names`: amounts and measures
- `adjectives`: whether a quantity belongs to a noun: "a 5 km walk"
- `feet`: lengths by marks, such as 5′ 11″
- `slashes`: two figures and a slash that make no fraction
- `codes`: telephones, cards and keys, digit by digit
- `fractions`, `powers`: figures with a slash, figures with an exponent
- `figures`: decades, ordinals, ranges, versions, and numbers as they are
"""

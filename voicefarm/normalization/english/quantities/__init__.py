"""What has figures in it.

- `dates`, `times`, `durations`: the calendar, the clock, and how long something takes
- `prices`: amounts of money
- `fiscal`: years and quarters as companies count them
- `units`, `unit_names`, `feet`: measures, and lengths by marks such as 5′ 11″
- `scales`: numbers cut short, such as 10k
- `adjectives`: whether a quantity belongs to a noun: "a 5 km walk"
- `slashes`: two figures and a slash that make no fraction
- `codes`: telephones, cards and keys, digit by digit
- `fractions`, `powers`: figures with a slash, figures with an exponent
- `figures`: decades, ordinals, ranges, versions, and numbers as they are
"""

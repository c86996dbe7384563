"""Amounts of money.

- `money`: signs and codes on either side, scales, ranges, rates
- `cents`: hundredths, and the centuries that look like them
- `old_money`: pounds, shillings and pence
"""

from voicefarm.normalization.english.quantities.prices import cents, money, old_money

RULES = (*old_money.RULES, *money.RULES, *cents.RULES)

"""When something is: dates, weekdays, times of day, and the spans that reports speak of.

- `dates`: days, months and years
- `weekdays`: "T2" and "CN"
- `times`: times of day and durations
- `spans`: quarters, halves and months of a year, and what a figure is compared with
"""

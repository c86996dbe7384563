"""Words cut short.

- `tables`: what they stand for, by where they stand
- `rules`: how they are found and read
"""

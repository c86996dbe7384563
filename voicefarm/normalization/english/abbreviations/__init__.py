"""Words cut short.

- `tables`: what they stand for, by where they stand
- `law`, `medicine`, `pedigrees`: how courts cite, doctors write, and births are noted
- `rules`: how they are found and read
"""

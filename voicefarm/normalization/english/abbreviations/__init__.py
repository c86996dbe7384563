"""Words cut short.

- `tables`: what they stand for, by where they stand
- `senses`: those that stand for two things
- `law`, `medicine`, `pedigrees`: how courts cite, doctors write, and births are noted
- `neighbors`: those that the next word makes clear
- `rules`: how they are found and read
"""

"""Words cut short.

- `tables`: what they stand for, by where they stand
- `law`, `medicine`: how courts cite, and doctors write
- `rules`: how they are found and read
"""

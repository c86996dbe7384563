"""A chunk becomes a take.

- `chunk`: claim it, make its take, count it
- `preview`: its sound for listeners, before the take is ready
"""

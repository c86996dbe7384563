"""A chunk becomes a take.

- `chunk`: claim it, make its take, count it
- `speaker`: has the engine speak it, for the examiner
- `halves`: the same as two texts, where a model finds no end
- `preview`: its sound for listeners, before the take is ready
"""

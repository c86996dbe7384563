"""What a model costs on this machine: loading, first sound, times real time, memory, kept takes.

- `bench`: measures a model with one number of slots after another
- `child`: the process that measures one of them, so that its memory is its own
"""

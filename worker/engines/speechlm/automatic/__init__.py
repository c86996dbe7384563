"""The backbone `auto`: the fastest of those that are installed.

- `choice`: which one that is, as it was found before
- `trial`: how fast one of them computes a model, in a process of its own
"""

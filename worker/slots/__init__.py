"""What a slot holds while it works on a chunk.

- `watch`: its deadline, its progress, and whether it is still wanted
- `held`: which chunks and stitches the worker has leases of, and which it works on
- `engine_gate`: many in the engine at once, or one alone
- `outages`: waiting out a store or a Redis that doesn't answer
"""

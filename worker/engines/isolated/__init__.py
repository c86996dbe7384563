"""Engines in a Python of their own: for libraries whose pins fit nothing else.

- `engine`: what a worker sees; its models speak in a child process
- `settings`: the `[settings]` table of such a model
- `child_process`: the child, seen from the worker
- `child`, `frames`: the program that the child runs, and what goes over its pipes. Both need
  nothing but Python and numpy, because the child's environment has no voicefarm.
- `adapters/`: what the child asks of a library, a file each
- `sounds`: which emotion tags reach a library
- `kinds`: the adapters by name, with their options
- `environments`: where the children's Pythons are, and how they are made
"""

"""Chaos: a real farm whose parts are killed, stopped and cut off, and what became of its jobs.

`python -m chaos` and `python -m chaos.pills` are the two runs.

- `trouble`: what is done to the farm, drawn from a seed
- `farm`, `campaign`: the farm that suffers, and the jobs that it has meanwhile
- `verdict`, `recovery`: what became of the jobs, and how soon killed work ran again
- `proxy`, `overload`: a network that misbehaves, and a processor that is busy
- `pills`: a chunk that ends its worker
- `forked_worker`, `speech`, `noise_adapter`: workers and models that cost little
"""

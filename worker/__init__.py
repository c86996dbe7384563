"""Chunks become takes, takes become a programme.

- `app`, `tasks`, `__main__`: the Celery worker, and its two tasks
- `synthesis/`: a chunk becomes a take
- `programme/`: takes become a programme
- `engines/`: what speaks; its `__init__` is the contract
- `quality/`: is a take good?
- `process/`: the worker as a process: heartbeat, drain, metrics
- `slots/`: what a slot holds while it works
- `language/`, `model_files/`, `sound/`: what is known of languages, weights and audio
- `model_tools/`: a checkpoint becomes a package that a worker speaks with
- `voices/`: voices as people handle them: heard, compared, exported
- `cli/`: the commands about models and voices
- `heap`: this process's memory, and how it is given back
- `usage`: CPU time and memory of this process and of all that it started
"""

"""What requests ask to be made: the use cases, for one tenant's names.

- `texts`: one text becomes a job, or a plan of it
- `remakes`: one chunk of a job, made anew
- `recordings`: written down, or made into voices
- `worker_commands`: what of that a worker's process does
- `batches`: many texts under a name of the caller's own
"""

"""What lies in the store.

- `keys`: the layout of the whole store, on one page
- `job_files`: a job's manifest, and its chunks' texts in pages
- `cancellation`: that a job was cancelled
- `wanted_forms`: the forms of a programme that a job is to have
- `identity`: which store it is
- `pruning`, `usage`: what is removed again, and what takes room
- `takes`: the audio of chunks, with its metadata
- `batch_files`: which jobs a batch has
- `batch_requests`: the request of a batch that came over HTTP
- `rates`: what was measured of a model
- `voices`: enrolled voices
- `samples`: what voices sound like
"""

"""Use cases, free of the command line and of HTTP.

- `submission`: a document becomes a job in the store and the ledger
- `sound_request`: how the programme should sound, and in which forms
- `covers`: the picture of a programme
- `model_choice`: which model speaks when none is named
- `progress`: following a job until it has ended
- `results`: what a finished job left in the store
"""

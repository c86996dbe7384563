"""Use cases, free of the command line and of HTTP.

- `request`: how a text is to be read and to sound, as typed values
- `input_file`: a file that belongs to a request, as its bytes
- `submission`: a document becomes a job in the store and the ledger
- `language_choice`: in which language, and whether the model can read the text
- `voice_choice`: which voices speak, with their fingerprints
- `sound_request`: what a request wants of the sound, resolved for one model's takes
- `covers`: the picture of a programme
- `plans`: what a job will be, before any work
- `remakes`: a chunk is made anew, and the programme follows
- `progress`: following a job until it has ended
- `cleaning`: jobs are removed again
- `overruns`: cues of a dubbing track that are too long for their time
- `results`: what a finished job left in the store
"""

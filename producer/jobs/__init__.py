"""Use cases, free of the command line and of HTTP.

- `request`: how a text is to be read and to sound, as typed values
- `input_file`: a file that belongs to a request, as its bytes
- `submission`: a document becomes a job in the store and the ledger
- `casting`: who speaks, by which model and in which language
- `language_choice`: in which language, and whether the model can read the text
- `voice_choice`: which voices speak, with their fingerprints
- `sound_request`: what a request wants of the sound, resolved for one model's takes
- `covers`: the picture of a programme
- `omissions`: what of a document is not read aloud
- `plans`, `text_preview`: what a job will be and say, before any work
- `remakes`: a chunk is made anew, and the programme follows
- `progress`: following a job until it has ended
- `cleaning`: jobs are removed again
- `results`, `output_files`: what a finished job left in the store, and the files it goes to
"""

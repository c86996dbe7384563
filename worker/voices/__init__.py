"""Voices as people handle them: heard, compared, and carried from one system to another.

- `soloist`: a model that speaks in this process, for one caller, without a farm
- `sample_texts`: what a voice says to be heard
- `samples`: a voice's sample, spoken once and kept in the store
- `audition/`: what a model must be able to say, and how it did
- `quantizing/`: a Piper voice in 8 bits, if that is worth it
- `sharing`: voices.json of VieNeu-TTS, in and out
"""

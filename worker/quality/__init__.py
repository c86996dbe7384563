"""Is a take good?

- `examiner`: makes a take again until nothing is wrong with it
- `calibration`: measures how a voice usually speaks
- `listening`, `transcription`: programmes and recordings of any length, heard by a recognizer
- `checks/`: what can be wrong, one pure function each
- `instruments/`: voice activity, speech recognition, opinion score
"""

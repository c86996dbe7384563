"""Is a take good?

- `examiner`: makes a take again until nothing is wrong with it
- `calibration`: measures how a voice usually speaks
- `checks/`: what can be wrong, one pure function each
- `instruments/`: voice activity, speech recognition, opinion score
"""

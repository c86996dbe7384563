"""Kokoro-82M: one ONNX network with many voices, each of them a small file.

- `engine`: the engine
- `settings`: the `settings` of a model file and of its voices
- `accents`: a language's phonemes as espeak-ng writes them, and as the network knows them
- `vocabulary`: the signs that the network knows, and a passage as their ids
- `styles`: the files of voices, and blends of them
- `network`: the ONNX file, cut where durations can be given to it
- `background`: work in another thread, with its progress and a way to stop it
- `fitness`: whether a model's files are here and fit each other; its memory
"""

"""VieNeu v3 nano: a small network whose sound is drawn from noise in a few steps.

It takes one utterance a call, and slots share the graphs. Facts are from the package vieneu 3.8.3.

- `engine`: the engine
- `settings`: the `settings` of a model file and of its voices
- `symbols`: the signs that the network knows, and a text as their ids
- `voices`: the file of voices: a speaker's vector, and the style of a recording
- `graphs`: the four ONNX files, and their signatures
- `flow`: from noise to speech, step by step
- `fitness`: whether a model's files are here and fit each other; its memory
"""

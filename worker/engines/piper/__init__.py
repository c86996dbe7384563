"""Piper's voices: VITS networks as ONNX files, with a JSON file next to each.

- `engine`: the engine
- `settings`: the `settings` of a model file and of its voices
- `voice_file`: the JSON file: signs, speakers, how much is left to chance
- `script`: a text by its sentences
- `symbols`: phonemes or letters to the ids that the network reads
- `network`: the ONNX file, cut where durations and noise can be given to it
- `choice`: which of a voice's networks runs here
- `windows`: the decoder's work in pieces, so that memory doesn't grow with a text
- `fitness`: whether a model's files are here and fit each other; its memory
"""

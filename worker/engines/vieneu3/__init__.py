"""VieNeu v3 turbo: a backbone that makes frames, a head that fills each with 16 codes, and a codec.

All of it is ONNX. The sampler, the previews and the codec's thread are those of `speechlm`.

- `engine`: the engine
- `settings`: the `settings` of a model file and of its voices
- `prompt`: a text as the ids that the backbone reads, with its emotions
- `presets`: a file with several voices
- `voices`: what it says of one: a speaker's vector, and codes to imitate
- `tables`: files of tables
- `heads`: the tables that go with the graphs; a row of ids as a vector, a vector as odds
- `networks`: a graph with a cache, for one row or several
- `frames`: the 16 codes of the next frame of several utterances
- `loop`: the decode thread, which makes frames for all slots
- `codec`: MOSS, which makes sound of frames
- `fitness`: whether a model's files are here and fit each other; its memory
- `nano/`: VieNeu v3 nano, an engine of its own that shares emotions and files of voices
"""

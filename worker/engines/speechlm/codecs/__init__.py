"""Codes to sound, and recordings to codes.

- `codec`: what a decoder promises, and how its ONNX file is opened
- `codec_thread`: the thread that runs it
- `neucodec`, `vieneu_codec`: the decoders
- `codec_check`: whether a file has a decoder's signature
- `enrolment`, `neucodec_encoder`, `filterbank`: a recording becomes a voice
"""

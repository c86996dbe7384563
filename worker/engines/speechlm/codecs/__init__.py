"""Codes to sound, and recordings to codes.

- `codec`: what a codec promises, and what is known of it before its file is opened
- one file a codec, such as `neucodec`; `worker.engines.speechlm.registries` names them
- `signature`: a decoder's inputs and output, and whether a file has them
- `onnx_session`: how an ONNX file is opened and run
- `sharing`: whether utterances may share a call
- `codec_thread`: the thread that runs a codec
- `enrolment`: a recording becomes a voice
- `reference_encoder`: what enrolment asks of a codec
- `neucodec_encoder`, `filterbank`: NeuCodec's encoder
"""

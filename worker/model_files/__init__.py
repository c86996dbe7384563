"""Weights as files.

- `source`: where a file comes from
- `local`: the file on this machine, with its checksum verified
- `folder`: files as one folder, for a library that wants one
- `cache`: putting a file into the cache
- `hub`: fetching from a hub
- `packages/`: fetching out of packages of pip's index and npm's registry
- `fetching`, `recognizer_files`: all files of a model, and of a recognizer
- `gguf_header`, `onnx_header`: what a file says of itself
- `onnx_parts`, `protobuf`: an ONNX file cut where values can be put in or taken out
- `onnx_stages`: such a part on onnxruntime
- `outputs`: files and folders that must not be there yet, and appear whole
- `problem`: what a check of a model found
"""

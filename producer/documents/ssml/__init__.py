"""SSML as a document: the part of it that a producer of audio can follow.

- `reader`: the reader, as the registry lists it
- `reading`: from the elements to blocks with their pauses, voices and speeds
- `values`: rates, times and ways of saying, as SSML writes them
"""

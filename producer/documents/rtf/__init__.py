"""RTF as a document.

- `reader`: the reader, as the registry lists it
- `reading`: its text by striprtf, laid out as a plain text is
"""

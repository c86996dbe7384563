"""A file becomes a Document.

- `formats`: the registry of readers: which one reads a file
- `reader`: what a reader is, and how it knows its files
- `plain_text`, `json_script`, and the package `markdown`: the readers
- `asides`: notes, tables and signs above the line, for every reader
- `layout`: what the lines of a plain text are
- `policies`: what they read of notes, tables and code
- `spoken_labels`: what they say in words of their own
- `decoding`: the bytes of a text as a string, or why they are none
- `document`: what every reader makes: blocks of text with their level
- `speakers`: how each speaker of a script speaks
"""

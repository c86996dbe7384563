"""A file becomes a Document.

- `document`: what every reader makes: blocks of text with their level
- `formats`: which reader reads which file
- `plain_text`, `markdown`, `json_script`: the readers
- `speakers`: how each speaker of a script speaks
"""

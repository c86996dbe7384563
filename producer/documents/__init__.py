"""A file becomes a Document.

- `formats`: the registry of readers: which one reads a file
- `reader`: what a reader is, and how it knows its files
- `sources`: a file or an address as a document
- `long_text`: a plain text longer than most books, read in parts
- `plain_text`, `json_script`, `subtitles`: readers; each of the packages `markdown`, `web`, `epub`,
  `docx`, `pdf`, `odt`, `rtf`, `mail` and `ssml` is one too
- `html`: a page's tree as blocks, for those that are made of pages
- `containers`: what documents come packed in, opened so that nothing harmful gets through
- `chapters`: the chapters of a document, and a choice of them
- `limits`: how large a document may be
- `asides`: notes, tables and signs above the line, for every reader
- `layout`: what the lines of a plain text are
- `policies`: what they read of notes, tables and code
- `spoken_labels`: what they say in words of their own
- `decoding`: the bytes of a text as a string, or why they are none
- `document`: what every reader makes: blocks of text with their level
- `speakers`: how each speaker of a script speaks
"""

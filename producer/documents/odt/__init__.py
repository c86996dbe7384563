"""ODT as a document.

- `reader`: the reader, as the registry lists it
- `reading`: from the archive to the document
- `styles`: numbers, hidden and struck-out text, code
- `pages`: the text as a tree of HTML, which is read as pages are
"""

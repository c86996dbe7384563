"""RTF as a document.

- `reader`: the reader, as the registry lists it
- `reading`: by way of HTML, or by striprtf as a plain text
- `pages`: the text as a tree of HTML; `tokens` is what it reads
"""

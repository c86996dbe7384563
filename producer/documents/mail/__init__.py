"""An e-mail, or a page that a browser saved as one (MHTML), as a document.

- `reader`: the reader, as the registry lists it
- `reading`: the page or the plain text in it, read as such
"""

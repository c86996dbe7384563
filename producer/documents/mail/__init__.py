"""An e-mail, or a page that a browser saved as one (MHTML), as a document.

- `reader`: the reader, as the registry lists it
- `reading`: the page or the plain text in it, read as such
- `new_text`: the text or the page without older messages and signatures
- `quotations`: which lines those are; `wordings` has what mail programs write around them
"""

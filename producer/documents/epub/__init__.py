"""EPUB 2 and 3 as a document.

- `reader`: the reader, as the registry lists it
- `reading`: from the archive to the document
- `package`: what a book says of itself: its parts in order, title, author, language, cover
- `contents`: its table of contents, from nav or NCX
- `chapters`: the entries of that table as headings
- `front_matter`: which parts are a cover, an imprint, a list of contents
- `protection`: whether a book is encrypted
"""

"""What stands around a text in a book, and isn't read with it.

- `gutenberg`: the head and the licence of Project Gutenberg go
- `pages`: page numbers and page headers go
- `footnotes`: notes are read as their policy says; `brackets` sees where they end
- `pictures`: marks where pictures stand go
- `title_pages`: the fields at the top of a screenplay
- `imprint`: claims of rights, places of print, notes of the typist go
- `contents`: the table of contents goes
- `typed_contents`: the same in blocks, by the numbers of pages
- `editions`: heads and licences in blocks, for pages, EPUBs and PDFs
"""

"""What stands around a text in a book, and isn't read.

- `pages`: page numbers and page headers
- `contents`: the table of contents
- `pictures`: marks where pictures stand
- `gutenberg`: the head and the licence of Project Gutenberg
- `editions`: the same in blocks, for pages, EPUBs and PDFs
"""

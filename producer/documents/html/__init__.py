"""The tree of a page becomes blocks: of web pages, and of what is made of pages, such as EPUB.

- `trees`: bytes as a tree
- `blocks`: a tree as blocks; `words`, `lists`, `tables`, `figures` and `preformatted`
  are its parts
- `contents`: tables of contents inside a page
- `notes`: which link refers to a footnote, and where its text is
- `tags`, `attributes`: what elements are, and what they say of themselves
"""

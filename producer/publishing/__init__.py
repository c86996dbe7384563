"""A finished job, or several, as something that readers and listeners subscribe to or open.

- `epub`: a book whose text is highlighted while it is heard
- `epub_pages`: the files inside such a book
- `read_along`: the text of a programme in phrases, each with its time
- `feed`: a podcast
"""

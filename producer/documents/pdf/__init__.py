"""PDF with a text layer as a document.

- `reader`: the reader, as the registry lists it
- `reading`: from the file to the document
- `characters`: the letters of a page with their places, by PDFium
- `figures`: the labels of figures, which aren't read
- `vertical`: pages in vertical writing are turned, and read as lines
- `segments`: letters that stand together on a line
- `contents`: a table of contents
- `columns`: the order in which a page is read
- `margins`: running heads and page numbers
- `paragraphs`: lines as paragraphs, headings by size
- `footnotes`: small type at the foot of a page, and the signs that refer to it
"""

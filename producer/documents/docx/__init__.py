"""DOCX as a document.

- `reader`: the reader, as the registry lists it
- `reading`: from the archive to the document, by way of HTML (mammoth)
- `preparation`: what mammoth passes over is written into the text, or remembered as left out
- `enclosed`: pages and e-mails that are parts of the text
- `wrappers`: simple fields and text boxes, laid open for mammoth
- `styles`: what a style makes of a paragraph
- `fields`: the table of contents and the index
- `numbering`: the numbers of lists and headings, as Word shows them
"""

"""Markdown and its dialects as a document.

- `reading`: the reader, from bytes to blocks
- `front_matter`: what a file says about itself above its text
- `syntax`: the parser: CommonMark with what it learned from `inline_syntax` and `block_syntax`
- `blocks`: headings, paragraphs, lists, quotes, code
- `words`: what is read of one line
- `text_marks`: marks that the parser takes for text
- `html_blocks`: HTML between the paragraphs
- `contents`: tables of contents
- `cross_references`: references to figures and tables, such as `@fig-plot`
- `findings`: what all of these know of the file, and what they left out
"""

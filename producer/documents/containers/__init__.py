"""What documents come packed in, opened so that nothing harmful gets through.

- `archives`: ZIP archives, as EPUB, DOCX and ODT are
- `xml`: XML without entities from outside and without their bombs
- `extras`: readers whose libraries come with an extra of this package
"""

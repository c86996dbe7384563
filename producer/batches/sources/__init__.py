"""What the user names becomes items, lazily.

- `places`: folders, patterns, files and the standard input
- `lists`: JSON lines, CSV, and the lines of a text
- `list_text`: their lines, in whatever form spreadsheets write them
- `remote`: pages of the web, and objects of a bucket
- `watching`: a folder whose files come later
"""

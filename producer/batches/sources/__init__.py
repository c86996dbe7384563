"""What the user names becomes items, lazily.

- `places`: folders, patterns, files and the standard input
- `lists`: JSON lines, CSV, and the lines of a text
- `watching`: a folder whose files come later
"""

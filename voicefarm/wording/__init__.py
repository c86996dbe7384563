"""How messages for people are worded.

- `certificates`: one that can't be trusted, and what to do
- `counting`: "1 chunk", "2 chunks", "1:02:03"
- `error_lines`: an error as a line for another program
- `paths`: a path that a user named, and why it can't be used
- `validation`: pydantic's first error as a sentence
"""

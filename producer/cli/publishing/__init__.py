"""The commands that publish.

- `feed`: a podcast of finished jobs
- `script`: an article becomes a spoken script
"""

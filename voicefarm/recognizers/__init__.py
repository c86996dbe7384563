"""Recognizers: networks that listen to takes; one file in `config/recognizers/` describes each.

- `recognizer`: what such a file says, and all of them by name
- `choice`: which one verifies a job's takes, and why none may
- `unnamed`: a recognizer without a file: a size, a hub repository, or a folder
"""

"""The commands for single chunks of a job.

- `listing`: which there are, and what is wrong with them
- `remake`: one of them made anew
"""

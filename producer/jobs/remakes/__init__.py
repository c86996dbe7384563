"""A chunk of a job is made anew, and its programme follows as a job of its own.

- `chunk_list`: the chunks of a job, with what is wrong with them
- `remake`: the same job with another take, or another text, in one place
"""

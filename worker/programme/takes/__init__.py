"""A job's takes, as a stitcher reads them.

- `reader`: in order, in constant memory
- `missing`: takes that the store lacks, which are made again
- `read_ahead`: several at once, as a read is mostly waiting
"""

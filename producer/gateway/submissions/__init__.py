"""What requests ask to be made: the use cases, for one tenant's names.

- `texts`: one text becomes a job, or a plan of it
- `batches`: many texts under a name of the caller's own
"""

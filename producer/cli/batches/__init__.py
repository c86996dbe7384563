"""The commands for many texts at once.

- `batch`: every text of a folder, a pattern or a list becomes a job, and then files
- `plan`: how much work texts are, and what they cost
- `intake`: texts that other Celery apps send
- `many_jobs`: status, wait, cancel and fetch for many jobs
- `progress_table`: where a batch stands, as a table or as lines
"""

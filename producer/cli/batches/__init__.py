"""The commands for many texts at once.

- `batch`: every text of a folder, a pattern or a list becomes a job, and then files
- `plan`: how much work texts are, and what they cost
- `progress_table`: where a batch stands, as a table or as lines
"""

"""What a job will be, before any work.

- `estimates`: minutes of audio, core-hours and bytes, from what was measured of its model
- `plan`: what was chosen for a job, and how much work it is
"""

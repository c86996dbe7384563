"""Takes become a programme.

- `stitching`: claim a job, write its programme, settle it in the ledger
- `takes`: a job's takes, read in order
- `writer`: one pass over the takes, in constant memory
- `lease`: what it asks of its lease
- `further_forms`, `stored_sound`: other forms of a programme that is there already
- `chapter_files`: one file for each chapter
- `plan`: places and gains, worked out before any audio is read
- `captions`, `caption_lines`: what is said when, in lines that can be read
- `totals`: what the report says of each chunk and of the whole
- `report_page`: the report for people
- `spooled_text`: long texts on their way to the store
"""

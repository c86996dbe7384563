"""Many texts under one name: each item is a job, and all are followed together.

- `items`: one item, and what a row of a list may say of it
- `sources`: folders, patterns, lists and the standard input become items, lazily
- `names`: where an item's results go, by a template
- `checks`: all items looked at before anything is queued
- `requests`: an item becomes a document and a request
- `model_workers`: which models need a worker where there is no farm
- `journal`: what became of each item, so that a batch goes on where it stopped
- `patience`: a Redis or a store that is away for a while is waited for
- `submission`: one item becomes a job, and its results are fetched
- `running`: the loop over all of them, with a limit of jobs in flight
- `planning`: what a batch will be, and what that takes on given machines
- `batch`: all of it, from the check to the report
- `selection`: which jobs a command is for
- `following`: how many jobs stand, and waiting for them
- `report`: `batch-report.csv`, and how near the plan was
"""

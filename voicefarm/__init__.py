"""What producer and worker share: values, and the three places where they travel.

- `messages/`: frozen values, by who reads them
- `ledger/`: a job's live state in Redis
- `broker/`: wake-ups, by Celery
- `store/`: objects by key, in S3 or in a directory
- `artifacts/`: what lies in the store
- `languages/`: what is known of each language
- `spoken/`: what a text is when it is read aloud
- `normalization/`: numbers, dates and abbreviations become words
- `models`, `model_choice`: model files, and which model speaks if none is named
- `recognizers/`: what listens to takes; one file each
- `weights/`: files of models on this machine
- `forms`: the forms of a programme
- `settings`, `addresses/`, `errors`: configuration, and the tree of errors
- `resumption`: a job that Redis lost is opened again from the store
- `monitoring`, `tracing/`: metrics, probes and traces
- `process`, `program`, `engine_environments`: how children are started, in which Python
- `worker_app`: the worker's app, for Celery's own command
- `console`, `wording/`, `extras`: how people are spoken to
- `registry`: what there is of one kind, by name

No model is loaded in here.
"""

__version__ = "0.1.0"

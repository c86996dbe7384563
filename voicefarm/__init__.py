"""What producer and worker share: values, and the three places where they travel.

- `messages/`: frozen values, by who reads them
- `ledger/`: a job's live state in Redis
- `broker/`: wake-ups, by Celery
- `store/`: objects by key, in S3 or in a directory
- `artifacts/`: what lies in the store
- `languages/`: what is known of each language
- `models`, `settings`, `errors`: model files, configuration, and the tree of errors
- `spoken/`: what a text is when it is read aloud
- `resumption`: a job that Redis lost is opened again from the store
- `monitoring`, `process`: metrics and probes; the environment of child processes

No text is processed and no model is loaded in here.
"""

__version__ = "0.1.0"

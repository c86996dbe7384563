"""Wake-ups on their way to workers: Celery as both sides use it.

- `celery_app`: the app and its options
- `dispatcher`: sends what the ledger hands out
- `kombu_transport`: Kombu's Redis transport, with two changes
- `names`: tasks and queues
"""

"""The worker as a process.

- `runtime`: its model, its connections, and the chunks that it holds
- `heartbeat`: reports it alive, renews leases, runs the sweep
- `store_cleaning`: removes old jobs from the store
- `drain`: leaving in good order
- `log_format`: one format for all that it logs
- `counters`, `metrics`: what it did, and how Prometheus sees it
"""

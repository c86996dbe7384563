"""The worker as a process.

- `runtime`: its model, its connections, and what its slots share
- `heartbeat`: reports it alive, renews leases, runs the sweep
- `store_cleaning`: removes old jobs from the store
- `lease_time`, `standstill`: how long leases last, and which work goes on
- `drain`: leaving in good order
- `fitness`, `intake`, `room`: a sick machine takes no work
- `cores`: how many this process may use
- `illegal_instruction`: a library for another CPU
- `log_format`: one format for all that it logs
- `counters`, `metrics`: what it did, and how Prometheus sees it
"""

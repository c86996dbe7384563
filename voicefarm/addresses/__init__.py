"""Addresses of services, read once for all who use them.

- `redis`: where Redis is, for the ledger's connections and for Celery's
- `encryption`: whether an address and its server agree on TLS
"""

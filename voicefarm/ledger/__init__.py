"""A job's live state in Redis.

- `ledger`: every change of state, one idempotent Lua call each
- `records`: what those calls take and return
- `overview`: the farm as a whole, for metrics and for `voicefarm top`
- `previews`: a chunk's sound while its take is still being made
- `traces`: where jobs belong in traces
- `client`: the Redis client, and its errors as ours
- `lua/`: the scripts; `shared.lua` begins with the layout of all keys
"""

from voicefarm.ledger.ledger import Ledger, connect

__all__ = ["Ledger", "connect"]

"""A job's live state in Redis.

- `ledger`: every change of state, one idempotent Lua call each
- `records`, `wire`: what those calls take and return, and how Redis has it
- `overview`: the farm as a whole, for metrics and for `voicefarm top`
- `previews`: a chunk's sound while its take is still being made
- `traces`: where jobs belong in traces
- `script_server`, `client`, `server_check`: the server, its errors as ours, and what it must be
- `scripts`, `lua/`: the scripts; `shared.lua` begins with the layout of all keys
"""

from voicefarm.ledger.ledger import Ledger, connect

__all__ = ["Ledger", "connect"]

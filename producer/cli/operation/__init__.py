"""The commands of those who run a farm.

- `serve`: the gateway
- `keys`: who may call it
- `mcp`: tools for assistants
- `doctor`, `health`: what is wrong with this machine and its farm
- `cleaning`: what keeps the store small
"""

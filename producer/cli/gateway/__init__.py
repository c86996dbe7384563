"""The commands of the gateway.

- `serve`: the gateway itself
- `keys`: who may call it
"""

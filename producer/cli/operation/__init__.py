"""The commands of those who run a farm.

- `serve`: the gateway
- `keys`: who may call it
- `mcp`: tools for assistants
- `doctor`: what is wrong with this machine and its farm
"""

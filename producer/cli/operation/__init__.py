"""The commands of those who run a farm.

- `serve`: the gateway
- `keys`: who may call it
- `doctor`: what is wrong with this machine and its farm
"""

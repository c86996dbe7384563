"""Weights on this machine, by what a model file says of them. Nothing is fetched.

- `places`: where a file lies, in the cache or elsewhere
- `package`: how a package is named, and its files where it is installed
"""

"""What is measured, and by what.

- `names`: the signs of units and their words
- `measures`: units behind a number
- `rates`: what stands behind a slash
"""

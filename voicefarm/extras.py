"""The project's extras: what a message says to install when a library is missing."""


def install_advice(extra: str) -> str:
    """How to get an extra, as the end of a sentence; true for a clone and for a wheel."""
    return f"install the extra '{extra}' (.venv/bin/pip install -e '.[{extra}]' in a clone)"

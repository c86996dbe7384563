"""What producer and worker share: messages, ledger, store, settings, names and errors.

No text is processed and no model is loaded in here.
"""

__version__ = "0.1.0"

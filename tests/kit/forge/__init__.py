"""Models made on the spot: true signatures and odd facts, small or of true size, no downloads."""

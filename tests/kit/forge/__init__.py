"""Models made on the spot: true signatures, odd metadata, small or of true size, no downloads."""

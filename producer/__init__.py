"""Text becomes chunks, chunks become jobs: documents, chunking, submission, progress, CLI."""

"""Pages that the worker writes."""

"""Chaos: a real farm whose parts are killed, stopped and cut off, and what became of its jobs."""

"""Figures: each module runs alone (`python -m benchmarks.NAME`), prints a table, and writes JSON."""

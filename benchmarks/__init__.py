"""Figures: each module runs alone (`python -m benchmarks.NAME`) and prints and writes them."""

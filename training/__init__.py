"""Recipes by which the project makes its own models. Not part of any wheel."""

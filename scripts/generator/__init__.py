"""Writes what every binding repeats from the one description of the API: scripts/generate."""

"""Measurements: `./run bench NAME` prints one JSON line."""

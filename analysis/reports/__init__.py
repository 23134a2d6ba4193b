"""Counts become one frozen snapshot, and the snapshot becomes sentences."""

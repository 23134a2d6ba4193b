"""Intervals, change, suppression: every figure with its uncertainty, and none that points at a person."""

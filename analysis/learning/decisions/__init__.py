"""Learn from what officers decided, and say whether what was learned is better."""

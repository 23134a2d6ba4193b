"""The vocabulary: enums, codes, value objects and errors that every layer may speak."""

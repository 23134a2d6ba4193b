"""What families' words mean: pure functions from comments to suggestions, each with the words behind it."""

"""From raw text to tokens and clauses."""

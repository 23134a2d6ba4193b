"""A quarter's figures, counted from one row a response, are those of the rows they repeat (R5-16, ADR 0021)."""

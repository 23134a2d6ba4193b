"""The feeling of a whole comment."""

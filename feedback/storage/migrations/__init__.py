"""Alembic migrations from the first table on; linear, numbered, newest named in HEAD.txt."""

"""Sealing without a database."""

"""Queries, one file a table family; each returns frozen records, ordered with a tie-breaker."""

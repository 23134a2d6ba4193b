"""Services and storage on real databases, SQLite and PostgreSQL alike."""

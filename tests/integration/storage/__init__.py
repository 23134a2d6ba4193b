"""The database itself: transactions, locks, sealing, migrations."""

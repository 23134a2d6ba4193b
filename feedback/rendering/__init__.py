"""A frozen snapshot becomes HTML parts, PDF, Word, CSV and charts. No session, no clock."""

"""What a leak would show."""

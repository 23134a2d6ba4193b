"""What is drawn from a snapshot."""

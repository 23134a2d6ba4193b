"""Learning from comments that people have coded, and measuring how well it went."""

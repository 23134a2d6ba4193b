"""The migrations, from nothing to the newest."""

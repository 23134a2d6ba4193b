"""The demo: invented voices over five quarters, so that everything can be tried at once."""

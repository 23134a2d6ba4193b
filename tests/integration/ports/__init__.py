"""The ways to the outside world, against stand-ins on this machine."""

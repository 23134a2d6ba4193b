"""The commands, one verb group a file; each names its click commands in COMMANDS."""

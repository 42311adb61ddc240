"""What can be asked for on the command line and in pyproject.toml. Light: every `pytest` imports it."""

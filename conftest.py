"""pytest's own plugin-testing fixture, and nothing else."""

pytest_plugins = ["pytester"]

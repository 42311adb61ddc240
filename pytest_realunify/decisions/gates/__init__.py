"""What decides a build: rules over the numbers of a run, and of a run against a baseline."""

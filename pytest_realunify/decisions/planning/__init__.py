"""How many cases, runs and second looks find the drop that a team wants to find, told before anything is run."""

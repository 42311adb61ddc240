"""A model that is loaded already, such as one in training, examined within its own process: `evaluate`."""

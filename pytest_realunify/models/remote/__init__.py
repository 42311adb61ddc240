"""A model in another interpreter: of another environment (`python =`) or on another machine (`ssh =`)."""

"""World knowledge: facts decide how many, which colours and in which order; the prompt names the things alone."""

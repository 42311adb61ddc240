"""How each kind of thing is recognised: one module a kind, with a function that takes a body and says what it is."""

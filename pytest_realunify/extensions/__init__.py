"""How what users bring is found by name, imported when needed, and shown without its secrets."""

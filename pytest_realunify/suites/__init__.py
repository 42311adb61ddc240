"""Sets of instances with a name and a fingerprint."""

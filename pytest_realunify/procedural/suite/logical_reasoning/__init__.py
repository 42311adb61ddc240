"""Logical reasoning: pictures that follow from conditions stated, implied or supposed."""

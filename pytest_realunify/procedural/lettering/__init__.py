"""A small OCR of our own font: for the reference model, and for the judge."""

"""A judge is an instrument: measured on pictures whose answers are known, and its error taken out of a UEG score."""

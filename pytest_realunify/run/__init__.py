"""What one run is made of: options, suite, cases, model, judge, gates, folder; resolved before anything is written."""

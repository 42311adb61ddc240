"""Execution: batches planned once, cases advanced in lockstep, batches kept on one worker."""

"""The embedded suite: every instance is generated from (subtask, seed, index), licence-free and unlimited."""

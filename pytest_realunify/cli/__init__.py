"""The `realunify` command: stored runs shown, compared, merged; baselines saved; judges calibrated."""

"""Runs on disk: written while they go, read by every report, merged from shards."""

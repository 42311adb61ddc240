"""Devices of this machine, without torch: which there are, which this process may use, and who gets which."""

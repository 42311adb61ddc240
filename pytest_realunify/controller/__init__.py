"""The process that writes the run's folder, with xdist or without: session, gates as reports, devices, crashes."""

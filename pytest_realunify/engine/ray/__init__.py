"""Model replicas as Ray actors on any number of machines, driven by one pytest process."""

"""The process that collects and runs cases, whether xdist started it or it is pytest's only one."""

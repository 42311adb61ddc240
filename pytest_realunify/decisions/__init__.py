"""What follows from numbers: gates that decide a build, baselines they compare with, noise, diagnosis."""

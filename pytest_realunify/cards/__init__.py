"""What it takes to repeat a run, in one file: written, read with care, compared with what is here, run again."""

"""Code to image: programs whose output is the drawing instruction."""

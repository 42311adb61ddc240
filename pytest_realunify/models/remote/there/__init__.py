"""What runs in the other interpreter. It travels as text, and needs Python 3.8 and Pillow."""

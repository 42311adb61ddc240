"""What people look at. Renders numbers that were made elsewhere."""

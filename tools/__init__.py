"""What keeps the checkout in step with itself. Not shipped."""

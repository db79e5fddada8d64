"""A refill of another maker replaces a medicine on the list."""

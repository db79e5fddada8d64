"""A refill of another maker takes the place of a medicine on the list."""

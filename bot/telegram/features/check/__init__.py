"""/check: medicines checked without adding them."""

"""Files handed to a person."""

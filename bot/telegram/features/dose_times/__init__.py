"""The times of day of a medicine."""

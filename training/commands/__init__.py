"""The commands of `python -m training`, by subject."""

"""What commands of `python -m bot` print."""

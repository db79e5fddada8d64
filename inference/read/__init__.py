"""What is stamped or printed on a pill: characters to readings."""

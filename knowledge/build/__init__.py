"""Source records to a checked knowledge file: join, bounds, counts, swap."""

"""Photos of pills: read, answered, decided pill by pill."""

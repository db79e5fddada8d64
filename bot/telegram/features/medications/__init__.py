"""/mymeds and /add: the list, and each medicine of it."""

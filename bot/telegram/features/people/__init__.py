"""/people: the people of an account."""

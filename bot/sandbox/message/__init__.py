"""What a message is made of: text with what is marked in it, and its buttons."""

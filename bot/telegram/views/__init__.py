"""What is said, as screens: pure functions of a person's language and what is known."""

"""When a person eats and goes to bed."""

"""News about a person's list after a knowledge update."""

"""Facts as rows of a knowledge file."""

"""The read side of a knowledge file: products, search, texts."""

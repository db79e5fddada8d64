"""Photos given for training: offered, shown, taken back."""

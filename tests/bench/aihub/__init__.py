"""What the training pipeline does in a second, beside what it can't do without."""

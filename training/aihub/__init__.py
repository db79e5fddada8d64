"""AI Hub's data set of pill photos (number 576): from its archives to weights that name products."""

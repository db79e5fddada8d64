"""Chosen samples to weights that name products: split, trained, exported, measured."""

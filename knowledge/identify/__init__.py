"""A seen pill to ranked products, with calibrated probabilities."""

"""Measuring the models that ship, and the cards that tell the scores."""

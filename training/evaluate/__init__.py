"""Measures the shipped models, and writes cards with the scores."""

"""Calibrates the ranking's probabilities on kinds of pills that are used for neither training nor testing."""

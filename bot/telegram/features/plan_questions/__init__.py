"""The questions that set a plan: how often, how many, for how long."""

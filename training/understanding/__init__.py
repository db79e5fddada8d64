"""The classifier of intents: sentences drawn from patterns, and its weights fitted to them."""

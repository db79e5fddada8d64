"""The US National Library of Medicine."""

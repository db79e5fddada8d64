"""/family: who sees what of whose medicines, and what they are told."""

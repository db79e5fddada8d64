"""Products, and a profile, to findings: what a rule names, what was checked, what could not be."""

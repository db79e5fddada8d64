"""What must not be taken together: checks, rechecks of all lists, and what was already shown."""

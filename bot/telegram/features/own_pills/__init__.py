"""The person's own pills in reminders: asked once, kept small, deleted at will."""

"""Photos of envelopes, guides, prescriptions and boxes: read, answered, put on the list with reminders."""

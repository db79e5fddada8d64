"""What becomes of each dose: the model, its transitions, and the reminders that ask for it."""

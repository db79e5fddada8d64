"""Work by the clock: reminders, backups, drawings."""

"""Where each person lives, so that reminders come by their clock."""

"""Reminders of doses, and the buttons under them."""

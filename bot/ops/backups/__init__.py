"""Backups, restoring, and what is written out of the database for an operator."""

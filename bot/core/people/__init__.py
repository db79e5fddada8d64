"""Accounts, the people of an account, and their data: use cases and the ports they need."""

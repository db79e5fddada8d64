"""The Taiwan FDA."""

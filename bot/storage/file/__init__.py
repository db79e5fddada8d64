"""The file itself: opened, encrypted, migrated, copied, and held by one bot at a time."""

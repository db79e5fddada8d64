"""The users' database: encrypted as a whole, migrated forward, one writer."""

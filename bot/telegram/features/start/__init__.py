"""/start and /help: language and consent first."""

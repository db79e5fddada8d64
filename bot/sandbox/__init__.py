"""A local double of Telegram's Bot API server, with people and a web chat, for the demo and for tests."""

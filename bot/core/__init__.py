"""What the bot does, free of Telegram, databases and model engines."""

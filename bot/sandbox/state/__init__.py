"""What the sandbox holds: the bot, people, chats, files and updates; and its snapshot on disk."""

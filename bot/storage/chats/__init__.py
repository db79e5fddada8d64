"""What goes on in chats: updates, dialogues, questions about photos, given photos."""

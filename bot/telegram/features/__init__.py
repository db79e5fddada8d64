"""One folder a feature of the chat: its handlers, views and routes."""

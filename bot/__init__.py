"""The service a person talks to: Telegram in front, medicines and doses behind."""

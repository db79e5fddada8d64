"""How updates reach the bot, and how requests of the bot are limited or made to fail."""

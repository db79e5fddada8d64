"""Composition: opens the parts of the bot, wires them, and closes them in reverse order."""

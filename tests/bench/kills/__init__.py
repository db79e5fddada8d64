"""The real bot, killed again and again while people write to it, and a ledger kept outside of it."""

"""What a typed text means: intents, and the dialogue it may be an answer to."""

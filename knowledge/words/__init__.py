"""The officials' words in plain Korean and in English of our own."""

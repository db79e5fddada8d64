"""Four words under the chat that lead to what is wanted most, for those who like to have them there."""

"""What no other feature takes: free text, unusable messages, errors."""

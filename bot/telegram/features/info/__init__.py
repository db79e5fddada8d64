"""/info: all that is known of one medicine."""

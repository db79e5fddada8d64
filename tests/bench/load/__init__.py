"""The real bot under load: many people at once, more than it can serve, those who disturb others, and an hour of memory."""

"""What is known of medicines: products, what they look like, and what must not be taken together."""

"""What is left of each medicine: new packs, expiry dates, and what is told before it runs out."""

"""What people write in their own words."""

"""All medicines of a part of the day move to another time at once."""

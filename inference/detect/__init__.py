"""Where pills are in a photo: the detector, its boxes, and their numbers."""

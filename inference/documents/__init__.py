"""Printed pages and boxes: where lines of text stand, what they say, and what barcodes name."""

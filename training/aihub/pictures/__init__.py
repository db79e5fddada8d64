"""Bytes to pixels and back, and pages with pictures."""

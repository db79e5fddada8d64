"""Medicines without times: "I took one now"."""

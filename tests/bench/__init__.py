"""Measurements: the figures of the README come out of `make bench`."""

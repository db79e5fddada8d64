"""Mirrors the tree. A package, so that tests/telegram does not stand in the way of the library telegram."""

"""Downloading the officials' files and API pages into one folder."""

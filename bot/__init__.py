"""Rasid: watches Arabic and English news feeds and tells each chat once per event."""

__version__ = "0.1.0"

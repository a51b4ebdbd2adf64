"""Rasid: watches Arabic and English news feeds and tells each chat once per event."""

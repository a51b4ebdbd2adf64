"""Finds a watchlist's terms in articles. Pure: names and terms come in as values."""

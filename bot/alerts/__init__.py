"""Decides whom to tell, when, and in which blocks. Pure."""

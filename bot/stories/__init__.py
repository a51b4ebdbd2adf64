"""Recognises one story told by several outlets, and sums articles up. Pure."""

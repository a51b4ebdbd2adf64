"""Reads feeds from the network: politely, safely, in whatever encoding they come."""

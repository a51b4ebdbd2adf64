"""The roof: settings, wiring, clocks and the command line."""

"""Pictures: what is drawn from figures. Nothing here counts, and no platform is known."""

"""The chat platforms; each knows only itself."""

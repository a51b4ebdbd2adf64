"""The words every part of the house shares: frozen values, nothing that acts."""

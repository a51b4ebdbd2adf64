"""How the tables came about, in order; shipped with the package and run at start."""

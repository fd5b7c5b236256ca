"""How users become a file: its lines, and the run that writes it."""

"""The forms of the console, a module an area."""

"""The pages of the console, a module an area."""

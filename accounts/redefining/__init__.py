"""How a pool is given another schema or other sign-in names: count what would break, build up, switch, tidy up."""

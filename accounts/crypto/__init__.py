"""Cryptography of sign-in, each part held to its own specification's vectors."""

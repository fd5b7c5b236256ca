"""Users who sign in at an external provider: what the provider proves, and the pool's user that comes of it."""

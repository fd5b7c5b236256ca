"""The state machine of signing in: flows open it, gates stand in the way, challenges are asked and checked."""

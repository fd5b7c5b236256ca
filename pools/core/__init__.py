"""The ground everything stands on: errors, ids, the clock, the vault; knows nothing of user pools."""

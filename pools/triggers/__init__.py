"""The functions that a pool calls on the way: one module a trigger, `invoke` for how they are called."""

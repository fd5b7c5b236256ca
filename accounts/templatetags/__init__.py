"""Tags of the hosted pages' templates."""

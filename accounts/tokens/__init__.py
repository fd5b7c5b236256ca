"""ID, access and refresh tokens: what they say, how they are issued, renewed and checked."""

"""The pages that a pool's own users see: sign in, sign up, confirm, recover, challenges, sign out."""

"""How a file of users becomes users: the upload, its lines, what a line means, batches, the lease and the run."""

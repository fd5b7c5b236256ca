"""Users, codes, challenges and tokens in the shapes of the AWS API."""

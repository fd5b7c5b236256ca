"""User pools, app clients, domains and groups in the shapes of the AWS API."""

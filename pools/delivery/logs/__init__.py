"""The logs of user pools that go to CloudWatch Logs, S3, Firehose, or files: written down at once, delivered later."""

"""`manage.py bench`: loads users, drives the real server, and compares what it costs with its bare cryptography."""

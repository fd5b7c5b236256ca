"""What an administrator sets up: user pools and all that belongs to them."""

from django.apps import AppConfig


class PoolsConfig(AppConfig):
    """Names the app."""

    name = "pools"
    verbose_name = "User pools"

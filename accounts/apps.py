"""People and how they get in: sign-in, tokens, OpenID Connect."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app."""

    name = "accounts"
    verbose_name = "Accounts"

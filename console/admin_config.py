"""Puts the console's admin site in the place of Django's."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

_SOCIAL = ("App", "Account", "Token")


class ConsoleAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "console.admin_site.ConsoleAdminSite"

    def ready(self) -> None:
        super().ready()
        # The one would show recovery codes as they are stored and let them be changed; the other has no use here.
        admin.site.unregister([apps.get_model("otp_static", "StaticDevice"), apps.get_model("auth", "Group")])
        # allauth's tables stay empty: it speaks to providers here, and keeps nothing.
        kept_empty = (("account", "EmailAddress"), *(("socialaccount", f"Social{name}") for name in _SOCIAL))
        admin.site.unregister([apps.get_model(*names) for names in kept_empty])

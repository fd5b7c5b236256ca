"""Puts the console's admin site in the place of Django's."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class ConsoleAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "console.admin_site.ConsoleAdminSite"

    def ready(self) -> None:
        super().ready()
        # The one would show recovery codes as they are stored and let them be changed; the other has no use here.
        admin.site.unregister([apps.get_model("otp_static", "StaticDevice"), apps.get_model("auth", "Group")])

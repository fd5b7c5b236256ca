"""The operators' side: pages, the AWS endpoint, commands."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from console import celery

# Every process publishes its tasks through this app, because Django imports this module first.
celery_app = celery.app


class ConsoleConfig(AppConfig):
    """Names the app and finds the system checks, which need the models and so cannot be imported above."""

    name = "console"
    verbose_name = "Console"

    def ready(self) -> None:
        autodiscover_modules("checks")

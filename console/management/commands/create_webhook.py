"""`manage.py create_webhook`: an HTTP address that pools can call as a trigger."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.core.errors import CognitoError
from pools.triggers import webhooks


class Command(BaseCommand):
    """Sets up a webhook; this is the only time its secret is shown."""

    help = "Create a webhook and print the ARN for a pool's LambdaConfig and the secret for the receiver."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what operators see")
        parser.add_argument("url", help="where events are posted to")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  Django's signature
        try:
            hook = webhooks.create(name=options["name"], url=options["url"])
        except CognitoError as problem:
            raise CommandError(problem.message) from None
        told = {"id": hook.id, "arn": webhooks.arn(hook), "secret": webhooks.secret_text(hook)}
        self.stdout.write(
            json.dumps(told) if options["json"] else "\n".join(f"{n + ':':<8}{v}" for n, v in told.items())
        )

"""`manage.py create_access_key`: a key that signs AWS calls for an operator."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from console import access_keys
from console.models import AccessKey, Operator
from pools.core.errors import CognitoError


class Command(BaseCommand):
    """Makes a key, or registers one that scripts already carry; this is the only time its secret is shown."""

    help = "Create an access key for an operator, or register a given id and secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--operator", metavar="EMAIL", help="whose key it is (default: the first active superuser)")
        parser.add_argument("--id", default="", metavar="ID", help="register this access key id (with --secret)")
        parser.add_argument("--secret", default="", metavar="SECRET", help="the secret that belongs to --id")
        parser.add_argument("--description", default="Made by create_access_key")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  Django's signature
        if bool(options["id"]) != bool(options["secret"]):
            raise CommandError("--id and --secret go together.")
        key = register(find_operator(options["operator"]), options)
        told = {
            "access_key_id": key.access_key_id,
            "secret_access_key": access_keys.secret_of(key),
            "operator": key.operator.email,
            "api_endpoint": settings.POOLHOUSE_URL,
            "region": settings.POOLHOUSE_REGION,
        }
        self.stdout.write(json.dumps(told) if options["json"] else as_text(told))


def find_operator(email: str | None) -> Operator:
    if email:
        found = Operator.objects.filter(email__iexact=email, is_active=True).first()
        problem = f"There is no active operator {email}."
    else:
        found = Operator.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
        problem = "There is no active operator yet; run `manage.py up` or `manage.py createsuperuser` first."
    if found is None:
        raise CommandError(problem)
    return found


def register(operator: Operator, options: dict[str, Any]) -> AccessKey:
    """Registering the same pair again changes nothing, so that scripts may be run twice."""
    given = {"access_key_id": options["id"], "secret": options["secret"]}
    existing = operator.access_keys.filter(access_key_id=given["access_key_id"]).first()
    if existing is not None and access_keys.secret_of(existing) == given["secret"]:
        return existing
    try:
        return access_keys.create(operator, description=options["description"], **given)
    except CognitoError as refused:
        raise CommandError(refused.message) from None


def as_text(told: dict[str, str]) -> str:
    return "\n".join(f"{name + ':':<19}{value}" for name, value in told.items())

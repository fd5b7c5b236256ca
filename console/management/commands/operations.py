"""`manage.py operations`: which of Cognito's operations are answered, from AWS's models and the registry."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

import console.endpoint  # noqa: F401  whose import registers every operation
from pools.wire import model, registry
from pools.wire.model import Operation, Service, Signature

FILE = Path("docs/operations.md")
TITLES = {"cognito-idp": "User pools", "cognito-identity": "Identity pools"}
# Where nothing is signed, these members say who calls; the first ones that an operation has.
AUTHORITIES = (
    ({"AccessToken", "Session"}, "access token or session"),
    ({"AccessToken"}, "access token"),
    ({"FeedbackToken"}, "feedback token"),
    ({"ClientId"}, "app client"),
)
HEAD = """\
# Operations

Which operations of the AWS API are answered, where the function that answers each stands, and what a caller must show.
Any other operation answers `UnknownOperationException`. Made by `python3 manage.py operations --write` from the service
models that botocore ships and from the registry; a test fails when it is not as the code is.
"""


class Command(BaseCommand):
    """Prints the table of operations, or writes the file in docs."""

    help = f"Print which operations are answered, or write {FILE}."
    # Nothing of an installation is asked.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {FILE}")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:  # noqa: ARG002  Django's signature
        if write:
            (settings.BASE_DIR / FILE).write_text(document())
        else:
            self.stdout.write(document(), ending="")


def document() -> str:
    return "\n".join([HEAD, *(line for name in model.SERVICES for line in section(model.service(name)))])


def section(service: Service) -> Iterator[str]:
    answered = [operation for operation in service.operations.values() if registry.lookup(operation)]
    yield f"## {TITLES[service.name]} (`{service.name}`)\n"
    yield f"{len(answered)} of {len(service.operations)} operations are answered.\n"
    if not answered:
        return
    yield "| operation | answered by | authorised by |"
    yield "| --- | --- | --- |"
    yield from (row(operation) for operation in sorted(service.operations.values(), key=lambda each: each.name))
    yield ""


def row(operation: Operation) -> str:
    return f"| {operation.name} | {place(operation)} | {authority(operation)} |"


def place(operation: Operation) -> str:
    """A link to the module of the function."""
    function = registry.lookup(operation)
    if function is None:
        return "not yet"
    path = f"{function.__module__.replace('.', '/')}.py"
    return f"[{path}](../{path})"


def authority(operation: Operation) -> str:
    """What says who calls: a signature, or else a member of the input."""
    if operation.signature is Signature.REQUIRED:
        return "signature"
    members = set(model.service(operation.service).shapes[operation.input_shape or ""]["members"])
    told = next((told for needed, told in AUTHORITIES if needed <= members), "none")
    return f"signature or {told}" if operation.signature is Signature.OPTIONAL else told

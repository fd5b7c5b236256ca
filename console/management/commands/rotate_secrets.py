"""`manage.py rotate_secrets`: seal every secret in the database under the newest vault key."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import BinaryField, F
from django.db.models.functions import Cast

from console import keys
from pools.core import vault
from pools.models import SealedField

BATCH = 500


class Command(BaseCommand):
    """Each secret was sealed under the key that was first in its time; afterwards older keys may be taken away."""

    help = "Re-seal every sealed column under the current vault key (POOLHOUSE_VAULT_KEYS, or keys/vault)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="put a new key in front of POOLHOUSE_DATA/keys/vault and stop; restart all processes, then run again",
        )

    def handle(self, *args: Any, new_key: bool = False, **options: Any) -> None:  # noqa: ARG002  Django's signature
        if new_key:
            self.stdout.write(add_key())
            return
        for field in sealed_fields():
            count = reseal_column(field)
            self.stdout.write(f"{field.model._meta.label}.{field.name}: {count} sealed anew")


def add_key() -> str:
    """Every process must know a key before one of them seals with it, hence a step of its own."""
    if settings.POOLHOUSE_VAULT_KEYS_FROM_ENVIRONMENT:
        raise CommandError("The keys come from POOLHOUSE_VAULT_KEYS: put a new one in front of it there.")
    file = settings.POOLHOUSE_VAULT_KEY_FILE
    keys.replace(file, f"{keys.new_vault_key()}\n{file.read_text().strip()}\n")
    return f"{file} has a new first key. Restart every process, then run rotate_secrets without --new-key."


def sealed_fields() -> Iterator[SealedField]:
    for model in apps.get_models():
        yield from (field for field in model._meta.local_fields if isinstance(field, SealedField))


def reseal_column(field: SealedField) -> int:
    """Batch by batch in the order of the primary key, so that it may be stopped and started again at will."""
    count = 0
    last: Any = None
    while batch := stale_after(field, last):
        last = batch[-1][0]
        count += sum(reseal(field, pk, sealed) for pk, sealed in batch if vault.needs_reseal(sealed))
    return count


def stale_after(field: SealedField, last: Any) -> list[tuple[Any, bytes]]:
    rows = field.model._default_manager.exclude(**{f"{field.attname}__isnull": True}).order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=last)
    sealed = Cast(F(field.attname), BinaryField())
    return [(pk, bytes(value)) for pk, value in rows.annotate(as_stored=sealed).values_list("pk", "as_stored")[:BATCH]]


@transaction.atomic
def reseal(field: SealedField, pk: Any, sealed: bytes) -> bool:
    """Replace the very bytes that were read: a secret changed meanwhile is sealed under the new key already."""
    plain = vault.unseal(sealed, purpose=field.purpose)
    meta = field.model._meta
    names = (meta.db_table, field.attname, meta.pk.attname)
    table, column, key = (connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",  # noqa: S608  names of ours
            [vault.seal(plain, purpose=field.purpose), pk, sealed],
        )
        return bool(cursor.rowcount)

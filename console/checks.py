"""Django system checks: what settings alone cannot tell. `up` runs them before it starts anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from pools.core.vault import VaultError
from pools.models import SigningKey


@register(Tags.database)
def vault_key_opens_the_database(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  Django's signature
    databases: Sequence[str] | None = None,
    **options: Any,  # noqa: ARG001  Django's signature
) -> list[CheckMessage]:
    """A database restored without its keys would fail at every sign-in; better that it does not start."""
    if not databases:
        return []
    try:
        SigningKey.objects.first()
    except VaultError:
        return [Error("The vault key does not open this database's secrets.", id="console.E001", hint=HINT)]
    except DatabaseError:
        return []  # Not migrated yet, so nothing is sealed.
    return []


HINT = "Restore POOLHOUSE_DATA/keys (or POOLHOUSE_VAULT_KEYS) that belong to this database."

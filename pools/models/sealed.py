"""A column whose content is a secret: sealed by the vault on the way in, opened on the way out."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from pools.core import vault

if TYPE_CHECKING:
    _BinaryField = models.BinaryField[Any, Any]
else:
    _BinaryField = models.BinaryField


class SealedField(_BinaryField):
    """Bytes in Python, AES-GCM ciphertext in the database; bound to its own table and column.

    A ciphertext moved to another column cannot be opened there (checklist 9).
    """

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        sealed = None if value is None else vault.seal(bytes(value), purpose=self.purpose)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> bytes | None:  # noqa: ARG002
        return None if value is None else vault.unseal(bytes(value), purpose=self.purpose)


class SealedJSONField(SealedField):
    """A JSON object, sealed."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        plain = None if value is None else json.dumps(value, separators=(",", ":")).encode()
        return super().get_db_prep_value(plain, connection, prepared)

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> Any:
        plain = super().from_db_value(value, expression, connection)
        return None if plain is None else json.loads(plain)

"""Deleting what hangs on a row, however much it is, without holding all of it in memory as Django's cascade does."""

from typing import Any

from django.db import transaction
from django.db.models import CASCADE, ForeignObjectRel, Model

BATCH = 1000


@transaction.atomic
def delete(row: Model) -> None:
    """Delete in batches everything that would be deleted along with the row; the row itself stays."""
    for relation in _cascading(row):
        model: Any = relation.related_model
        # Only keys are read: opening the secrets of what is about to go would be most of the work.
        rows = model._default_manager.filter(**{relation.field.name: row}).only("pk")
        while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            rows.filter(pk__in=batch).delete()


def _cascading(row: Model) -> list[ForeignObjectRel]:
    """Relations to the row, other apps' first: what they hold may hang on this app's rows as well."""
    every = row._meta.get_fields(include_hidden=True)
    found = [field for field in every if isinstance(field, ForeignObjectRel) and field.on_delete is CASCADE]
    return sorted(found, key=lambda relation: relation.related_model._meta.app_label == row._meta.app_label)

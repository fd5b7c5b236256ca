"""Changes of what a pool's users are made of: planned, applied, discarded, undone. Amazon Cognito has none of this.

A change is counted and applied by the workers; here it is asked for and looked up.
"""

from dataclasses import asdict
from functools import partial

from django.db import IntegrityError, transaction

from accounts.models import SchemaChange
from accounts.models.schema_change import CHANGING, ChangeStatus
from accounts.redefining import runner, steps
from accounts.redefining.findings import Finding
from pools import definitions, user_pools
from pools.core import clock
from pools.core.errors import InvalidParameterException, ResourceNotFoundException
from pools.core.pagination import Page
from pools.definitions import Definition
from pools.models import UserPool


@transaction.atomic
def plan(pool: UserPool, wished: Definition, *, made_by: str = "", undoes: SchemaChange | None = None) -> SchemaChange:
    """Have counted what would break if the pool were defined so. A plan that was not applied makes way.

    Raises:
        InvalidParameterException: no pool can be defined so, nothing is different, or a change is being applied.
    """
    _discard_open(pool)
    user_pools.lock(pool)
    before = Definition.of(pool)
    definitions.check(before, wished)
    change = SchemaChange(pool=pool, undoes=undoes, made_by=made_by, before=asdict(before), after=asdict(wished))
    change.open, change.created_at = True, clock.now()
    change.total = user_pools.estimated_number_of_users(pool)
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError:
        raise _busy() from None
    transaction.on_commit(partial(runner.publish, change), robust=True)
    return change


def undo(change: SchemaChange, *, made_by: str = "") -> SchemaChange:
    """Plan to go back to what was before a change that was applied; counted and applied as any other.

    Raises:
        InvalidParameterException: it was not applied, or the pool was changed since.
    """
    if change.status != ChangeStatus.APPLIED:
        raise InvalidParameterException("Only a change that was applied can be undone.")
    if Definition.of(change.pool) != Definition(**change.after):
        raise InvalidParameterException("The user pool was changed since. Undo the later change first.")
    return plan(change.pool, Definition(**change.before), made_by=made_by, undoes=change)


@transaction.atomic
def apply(change: SchemaChange) -> SchemaChange:
    """Have the workers apply a change that is planned. Told twice, it is done once.

    Raises:
        InvalidParameterException: something stands in its way, it is not planned, or the pool was changed since.
        UserImportInProgressException: users are being imported.
    """
    row = _locked(change)
    if row.status in CHANGING or row.status == ChangeStatus.APPLIED:
        return row
    if row.status != ChangeStatus.PLANNED:
        raise InvalidParameterException("The change is not planned.")
    if any(finding.blocks for finding in findings(row)):
        raise InvalidParameterException("The change cannot be applied as long as something stands in its way.")
    definitions.announce(row.pool, Definition(**row.before), Definition(**row.after))
    steps.step_to(row, ChangeStatus.BUILDING)
    transaction.on_commit(partial(runner.publish, row), robust=True)
    return row


@transaction.atomic
def discard(change: SchemaChange) -> None:
    """Drop a plan that was not applied.

    Raises:
        InvalidParameterException: it is being applied, or has ended.
    """
    row = _locked(change)
    if row.status not in (ChangeStatus.COUNTING, ChangeStatus.PLANNED):
        raise InvalidParameterException("Only a plan can be discarded.")
    steps.end(row, ChangeStatus.DISCARDED)


def get(pool: UserPool, pk: int) -> SchemaChange:
    """The change of this number.

    Raises:
        ResourceNotFoundException: the pool has none.
    """
    change = SchemaChange.objects.filter(pool=pool, pk=pk).first()
    if change is None:
        raise ResourceNotFoundException(f"Change {pk} does not exist.")
    change.pool = pool
    return change


def current(pool: UserPool) -> SchemaChange | None:
    """The one that has not ended, if there is one."""
    return SchemaChange.objects.filter(pool=pool, open=True).first()


def list_page(pool: UserPool, *, limit: int, after: int | None = None) -> Page[SchemaChange]:
    """A page of the pool's changes, newest first."""
    rows = SchemaChange.objects.filter(pool=pool)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id")[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk) if len(found) > limit else Page(found)


def findings(change: SchemaChange) -> list[Finding]:
    """What would break, or did, as far as it was counted; what stands in the way first."""
    return sorted(map(Finding.read, change.findings), key=lambda finding: not finding.blocks)


def _discard_open(pool: UserPool) -> None:
    row = SchemaChange.objects.select_for_update().filter(pool=pool, open=True).first()
    if row is None:
        return
    if row.status in CHANGING:
        raise _busy()
    steps.end(row, ChangeStatus.DISCARDED)


def _locked(change: SchemaChange) -> SchemaChange:
    row = SchemaChange.objects.select_for_update().get(pk=change.pk)
    row.pool = change.pool
    user_pools.lock(row.pool)
    return row


def _busy() -> InvalidParameterException:
    return InvalidParameterException("Another change of this user pool is being applied.")

"""The steps of a change: counting, building up, tidying up, taking back. Each goes over all users, a batch at a time."""

from collections.abc import Sequence

from django.db import connection, transaction

from accounts.models import SchemaChange, User
from accounts.models.schema_change import ChangeStatus
from accounts.redefining import counting, findings, lease, rows
from accounts.redefining.counting import Difference
from accounts.redefining.findings import Finding
from pools import definitions, user_pools
from pools.core import clock
from pools.core.errors import InvalidParameterException
from pools.definitions import Definition

SIZE = 1000
# SQLite takes only so many parameters in a query, and a batch is asked for by its users.
SIZE_ON_SQLITE = 500
_PROGRESS = ("position", "done", "attempts", "lease_until")


def difference(change: SchemaChange) -> Difference:
    return Difference(Definition(**change.before), Definition(**change.after))


@transaction.atomic
def work(change: SchemaChange) -> bool:
    """Do the next batch of the present step, or go on to the next step; whether there may be more to do."""
    row = lease.locked(change)
    if row is None:
        return False
    row.pool = change.pool
    row.pool.refresh_from_db()
    row.pool.__dict__.pop("schema_attributes", None)
    users = _next_users(row)
    if users:
        _WORK[ChangeStatus(row.status)](row, users)
        row.position, row.done, row.attempts = users[-1].pk, row.done + len(users), 0
        row.lease_until = clock.now() + lease.LENGTH
        row.save(update_fields=[*_PROGRESS, "findings"])
    else:
        _END[ChangeStatus(row.status)](row)
    _remember(change, row)
    return row.open is True and row.status != ChangeStatus.PLANNED


@transaction.atomic
def take_back(change: SchemaChange, reason: str) -> None:
    """Give up what was being built, and go over the users again to leave nothing of it."""
    row = lease.locked(change)
    if row is not None and row.status == ChangeStatus.BUILDING:
        row.pool = change.pool
        _take_back(row, reason)
        _remember(change, row)


@transaction.atomic
def abandon(change: SchemaChange, reason: str) -> None:
    """End a plan that could not be counted."""
    row = lease.locked(change)
    if row is not None and row.status == ChangeStatus.COUNTING:
        row.message = reason
        row.save(update_fields=["message"])
        end(row, ChangeStatus.REFUSED)


def step_to(row: SchemaChange, status: ChangeStatus) -> None:
    """Begin a step at the first user."""
    row.status, row.position, row.done, row.attempts = status, 0, 0, 0
    row.total = user_pools.estimated_number_of_users(row.pool)
    row.save(update_fields=["status", "position", "done", "attempts", "total"])


def end(row: SchemaChange, status: ChangeStatus) -> None:
    """There is nothing more to do."""
    row.status, row.open, row.ended_at = status, None, clock.now()
    row.lease_by, row.lease_until = "", None
    row.save(update_fields=["status", "open", "ended_at", "lease_by", "lease_until"])


def _goes_over_users(row: SchemaChange) -> bool:
    """Whether the present step has anything to do with them."""
    if row.status == ChangeStatus.BUILDING:
        return any(row.pool.coming.values())
    if row.status == ChangeStatus.SETTLING:
        return row.undoes is not None or difference(row).takes_away
    return True


def _next_users(row: SchemaChange) -> list[User]:
    if not _goes_over_users(row):
        return []
    size = SIZE if connection.vendor == "postgresql" else SIZE_ON_SQLITE
    waiting = User.objects.filter(pool=row.pool, pk__gt=row.position).defer("password", "srp_salt", "srp_verifier")
    if row.status != ChangeStatus.COUNTING:
        waiting = waiting.select_for_update()
        _wait_shortly()
    users = list(waiting.order_by("pk")[:size])
    for user in users:
        user.pool = row.pool
    return users


def _wait_shortly() -> None:
    """A batch gives way where it and a user's own change wait for one another; it is tried again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")


def _count(row: SchemaChange, users: Sequence[User]) -> None:
    so_far = map(Finding.read, row.findings)
    row.findings = [found.written() for found in findings.merged(so_far, counting.of_users(users, difference(row)))]


def _counted(row: SchemaChange) -> None:
    at_once = counting.at_once(row.pool, difference(row))
    row.findings = [found.written() for found in findings.merged(at_once, map(Finding.read, row.findings))]
    row.status, row.lease_by, row.lease_until = ChangeStatus.PLANNED, "", None
    row.save(update_fields=["status", "findings", "lease_by", "lease_until"])


def _build(row: SchemaChange, users: Sequence[User]) -> None:
    rows.build(row.pool, users)


def _built(row: SchemaChange) -> None:
    """Everything is there: from here on the new definition is in force."""
    given_back = row.undoes.taken_out if row.undoes else {}
    try:
        with transaction.atomic():
            row.taken_out = definitions.replace(
                row.pool, Definition(**row.before), Definition(**row.after), given_back=given_back
            )
    except InvalidParameterException as error:
        _take_back(row, error.message)
        return
    row.applied_at = clock.now()
    row.save(update_fields=["taken_out", "applied_at"])
    step_to(row, ChangeStatus.SETTLING)


def _settle(row: SchemaChange, users: Sequence[User]) -> None:
    if row.undoes:
        rows.give_back(row.undoes, row.pool, users)
    if removed := difference(row).removed:
        rows.set_aside(row, users, removed)
    rows.settle(row.pool, users)


def _settled(row: SchemaChange) -> None:
    end(row, ChangeStatus.APPLIED)


def _revert(row: SchemaChange, users: Sequence[User]) -> None:
    rows.settle(row.pool, users)


def _reverted(row: SchemaChange) -> None:
    end(row, ChangeStatus.REFUSED)


def _take_back(row: SchemaChange, reason: str) -> None:
    definitions.give_up(row.pool)
    row.message = reason
    _count_duplicates(row)
    row.save(update_fields=["message", "findings"])
    step_to(row, ChangeStatus.REVERTING)


def _count_duplicates(row: SchemaChange) -> None:
    """Count anew what can be counted at once, so that a refusal says whom it is about."""
    others = [found for found in map(Finding.read, row.findings) if found.kind != "duplicate"]
    fresh = [found for found in counting.at_once(row.pool, difference(row)) if found.kind == "duplicate"]
    row.findings = [found.written() for found in findings.merged(fresh, others)]


def _remember(change: SchemaChange, row: SchemaChange) -> None:
    """Only in memory: should the commit fail, the whole run is given up."""
    change.status, change.position, change.open = row.status, row.position, row.open


_WORK = {
    ChangeStatus.COUNTING: _count,
    ChangeStatus.BUILDING: _build,
    ChangeStatus.SETTLING: _settle,
    ChangeStatus.REVERTING: _revert,
}
_END = {
    ChangeStatus.COUNTING: _counted,
    ChangeStatus.BUILDING: _built,
    ChangeStatus.SETTLING: _settled,
    ChangeStatus.REVERTING: _reverted,
}

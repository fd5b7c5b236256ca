"""Some lines of the file become users, in one transaction with their log and with the place that the job has come to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.db import IntegrityError, transaction

from accounts import users
from accounts.imports import ending, lease, saving
from accounts.imports.rows import Candidate, Problem
from accounts.models import ImportJob, ImportLogEntry, User, UserAlias
from accounts.models.import_job import ImportOutcome, ImportStatus
from pools.core import clock
from pools.models import UserPool

SIZE = 1000
_TRIES = 5
_LONGEST_REASON = 300
# SQLite takes only so many parameters in a query.
_ASKED_AT_ONCE = 500


@dataclass
class Batch:
    """Lines that were read, and the place behind them."""

    position: int
    line: int
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def store(job: ImportJob, batch: Batch) -> bool:
    """Save what can be saved and move the job on; false when the job was stopped, or another worker is further."""
    for _ in range(_TRIES - 1):
        try:
            return _store(job, batch)
        except IntegrityError:  # somebody signed up under one of the names meanwhile; it is seen at the next try
            continue
    return _store(job, batch)


@transaction.atomic
def _store(job: ImportJob, batch: Batch) -> bool:
    row = lease.locked(job)
    if row is None:
        return False
    if row.status == ImportStatus.STOPPING:
        ending.end(row, ImportStatus.STOPPED, ending.STOPPED)
        return False
    accepted, problems = _sorted_out(job.pool, batch)
    saving.save(job.pool, accepted)
    ImportLogEntry.objects.bulk_create(
        ImportLogEntry(job=row, line=problem.line, outcome=problem.outcome, reason=problem.reason[:_LONGEST_REASON])
        for problem in problems
    )
    skipped = sum(problem.outcome == ImportOutcome.SKIPPED for problem in problems)
    row.imported += len(accepted)
    row.skipped += skipped
    row.failed += len(problems) - skipped
    row.position, row.line, row.attempts = batch.position, batch.line, 0
    row.lease_until = clock.now() + lease.LENGTH
    row.save(update_fields=["imported", "skipped", "failed", "position", "line", "attempts", "lease_until"])
    # Only in memory: should the commit fail, the whole run is given up.
    job.position, job.line = row.position, row.line
    return True


def _sorted_out(pool: UserPool, batch: Batch) -> tuple[list[Candidate], list[Problem]]:
    """Who is new, and all that is to be logged. Of two lines with one name the first is taken."""
    names = {value for candidate in batch.candidates for _, value in candidate.names}
    taken = _taken(pool, names)
    accepted, problems = [], list(batch.problems)
    for candidate in batch.candidates:
        problem = _clash(pool, candidate, taken)
        if problem:
            problems.append(problem)
        else:
            accepted.append(candidate)
            taken.update(value for _, value in candidate.names)
    return accepted, problems


def _taken(pool: UserPool, names: set[str]) -> set[str]:
    """Of these names those that find a user: sign-in names, and the `sub` of whoever has it."""
    rest, found = iter(names), set()
    while asked := list(islice(rest, _ASKED_AT_ONCE)):
        found |= set(UserAlias.objects.filter(pool=pool, value__in=asked).values_list("value", flat=True))
        subs = [name for name in asked if users.is_sub(name)]
        if subs:
            found |= set(User.objects.filter(pool=pool, sub__in=subs).values_list("sub", flat=True))
    return found


def _clash(pool: UserPool, candidate: Candidate, taken: Iterable[str]) -> Problem | None:
    own: set[str] = set()
    for attribute, value in candidate.names:
        if value in taken or value in own:
            return _told(pool, candidate.line, attribute)
        own.add(value)
    return None


def _told(pool: UserPool, line: int, attribute: str) -> Problem:
    """AWS: skipped is who is there already; unverified: an alias of somebody else is a failure."""
    if attribute == "username" or attribute in pool.username_attributes:
        return Problem(line, "The user already exists.", ImportOutcome.SKIPPED)
    return Problem(line, f"An account with the given {attribute} already exists.")

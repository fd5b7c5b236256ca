"""Runs an import, a slice of time after another, so that workers stay free for the rest and can be stopped at any time."""

import gc
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import transaction

from accounts.imports import batch, columns, ending, lease, reader, rows
from accounts.imports.batch import Batch
from accounts.imports.columns import HeaderError, Layout
from accounts.imports.reader import Line
from accounts.imports.rows import Candidate
from accounts.models import ImportJob
from accounts.models.import_job import ImportStatus
from pools.core import clock
from pools.delivery import publishing

TASK = "accounts.imports.tasks.run"
MOST_ROWS = 500_000
_SLICE_SECONDS = 20.0

logger = logging.getLogger(__name__)


def publish(job: ImportJob) -> None:
    """Tell the workers that a job waits."""
    publishing.publish_soon(job.pk, task=TASK)


def run(job_pk: int) -> None:
    """Work on the job for a while, if nobody else does; told twice, it is done once."""
    job = lease.take(job_pk)
    if job is None:
        return
    try:
        unfinished = _work(job, until=time.monotonic() + _SLICE_SECONDS)
    finally:
        lease.release(job)
    if unfinished:
        publish(job)


def wake() -> None:
    """Have jobs gone on with that nobody works on: their worker died, or the broker forgot them."""
    lease.release_of_the_dead()
    for job in lease.waiting(clock.now()):
        if job.attempts < lease.MOST_ATTEMPTS:
            publish(job)
        else:
            logger.error("The import job %s comes no further and is given up.", job.job_id)
            _end(job, ImportStatus.FAILED, ending.BROKEN)


def _work(job: ImportJob, *, until: float) -> bool:
    """Whether there is more to do."""
    try:
        header, layout = _header(job)
    except HeaderError:
        _end(job, ImportStatus.FAILED, ending.WRONG_HEADER)
        return False
    if job.lines - 1 > MOST_ROWS:
        _end(job, ImportStatus.FAILED, ending.TOO_MANY)
        return False
    lines = reader.lines(job, position=job.position or header.end, number=job.line or header.number)
    while True:
        with _without_collecting():
            read = _next(layout, lines)
            stored = read is not None and batch.store(job, read)
        if read is None:
            _end(job, ImportStatus.SUCCEEDED, ending.SUCCEEDED)
            return False
        if not stored or time.monotonic() > until:
            return stored


@contextmanager
def _without_collecting() -> Iterator[None]:
    """So many new objects look to the garbage collector like some that stay, and it goes through the whole process for them.

    They are in no circle, so they go by themselves. It takes up what it missed after each batch.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _header(job: ImportJob) -> tuple[Line, Layout]:
    line = next(reader.lines(job), None)
    if line is None:
        raise HeaderError
    return line, columns.layout(job.pool, job.hashing_algorithm, line.content)


def _next(layout: Layout, lines: Iterator[Line]) -> Batch | None:
    taken = list(islice(lines, batch.SIZE))
    if not taken:
        return None
    made = Batch(taken[-1].end, taken[-1].number)
    for line in taken:
        if line.content == b"":
            continue
        found = rows.read(layout, line)
        if isinstance(found, Candidate):
            made.candidates.append(found)
        else:
            made.problems.append(found)
    return made


@transaction.atomic
def _end(job: ImportJob, status: ImportStatus, message: str) -> None:
    row = lease.locked(job)
    if row is not None:
        ending.end(row, status, message)

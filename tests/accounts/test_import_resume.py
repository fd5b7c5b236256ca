"""An import goes on where it was when its worker died, with no line lost and none imported twice (checklist 71, 76)."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import import_jobs
from accounts.imports import batch, lease, runner
from accounts.models import ImportChunk, ImportJob, User
from accounts.models.import_job import ImportStatus
from pools.models import UserPool
from tests.support import imports, people
from tests.support.clock import Clock
from tests.support.outbox_processes import Children, children, postgres_database

STEPS = "tests.support.import_steps"
LINES = 1000
# Each tenth line is bad and each tenth repeats the one before.
FINISHED = ["Succeeded 800 100 100", "800 800 200"]


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Children]:
    """Processes on a database of their own, with a job that waits."""
    if request.param == "SQLite":
        made = children(tmp_path)
        prepare(made)
        yield made
        return
    server_url = request.getfixturevalue("postgres_url")
    with postgres_database(server_url, f"poolhouse_imports_{os.getpid()}") as url:
        made = children(tmp_path, DATABASE_URL=url)
        prepare(made)
        yield made


def prepare(machine: Children) -> None:
    assert step(machine, "tables") == (0, [])
    assert step(machine, "start", str(LINES)) == (0, [])


def step(machine: Children, *arguments: str) -> tuple[int, list[str]]:
    process = machine.start("-m", STEPS, *arguments)
    lines = process.communicate(timeout=120)[0].splitlines()
    return process.returncode, lines


@pytest.mark.slow
@pytest.mark.once
def test_a_job_goes_on_after_each_kill(machine: Children) -> None:
    killed = [
        step(machine, "run", failpoint, after)[0]
        for failpoint, after in (("inserted", "1"), ("committed", "3"), ("inserted", "4"), ("committed", "1"))
    ]
    half_way = step(machine, "report")[1]
    assert step(machine, "run", "never", "0") == (0, [])

    assert killed == [-signal.SIGKILL] * 4
    assert half_way[0].startswith("InProgress 280 ")
    assert step(machine, "report") == (0, FINISHED)


@pytest.mark.slow
@pytest.mark.once
def test_a_worker_killed_from_outside_loses_nothing(machine: Children) -> None:
    process = machine.start("-m", STEPS, "run", "never", "0")
    time.sleep(1.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    step(machine, "run", "never", "0")

    assert step(machine, "report") == (0, FINISHED)


@pytest.mark.slow
@pytest.mark.once
def test_many_workers_at_one_job_import_each_line_once(machine: Children) -> None:
    crew = [machine.start("-m", STEPS, "run", "never", "0") for _ in range(3)]
    codes = [process.communicate(timeout=120) and process.returncode for process in crew]

    assert codes == [0, 0, 0]
    assert step(machine, "report") == (0, FINISHED)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "SIZE", 2)


def seven(pool: UserPool) -> bytes:
    return imports.file_of(pool, *(imports.line(pool, f"user{number}") for number in range(7)))


@pytest.mark.django_db
def test_a_slice_of_time_ends_and_the_next_goes_on(
    pool: UserPool, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_SLICE_SECONDS", -1.0)
    job = imports.started(pool, seven(pool))

    runner.run(job.pk)
    after_one = ImportJob.objects.get()
    for _ in range(5):
        runner.run(job.pk)

    assert (after_one.status, after_one.imported, after_one.lease_by) == (ImportStatus.IN_PROGRESS, 2, "")
    assert (ImportJob.objects.get().status, User.objects.count()) == (ImportStatus.SUCCEEDED, 7)


@pytest.mark.django_db
def test_a_job_is_stopped_between_batches(pool: UserPool, small_batches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    job = imports.started(pool, seven(pool))
    store = batch.store

    def stopping(running: ImportJob, read: batch.Batch) -> bool:
        stored = store(running, read)
        if read.line == 5:
            assert import_jobs.stop(pool, job.job_id).status == ImportStatus.STOPPING
        return stored

    monkeypatch.setattr(batch, "store", stopping)
    runner.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.imported, job.running) == (ImportStatus.STOPPED, 4, None)
    assert User.objects.count() == 4
    assert not ImportChunk.objects.exists()


@pytest.mark.django_db
def test_a_lease_that_is_held_keeps_others_away_until_it_ends(pool: UserPool, clock: Clock) -> None:
    job = imports.started(pool, seven(pool))
    held = lease.take(job.pk)

    runner.run(job.pk)
    meanwhile = User.objects.count()
    clock.advance(minutes=3)
    runner.run(job.pk)

    assert held is not None
    assert (meanwhile, User.objects.count()) == (0, 7)


@pytest.mark.django_db
def test_the_dead_hold_no_lease(pool: UserPool) -> None:
    job = imports.started(pool, seven(pool))
    taken = lease.take(job.pk)
    assert taken is not None
    node = taken.lease_by.partition(".")[0]
    ImportJob.objects.update(lease_by=f"{node}.{os.getpid()}.another-run")

    runner.wake()
    runner.run(job.pk)

    assert User.objects.count() == 7


@pytest.mark.django_db
def test_a_job_that_comes_no_further_is_given_up(pool: UserPool) -> None:
    job = imports.started(pool, seven(pool))
    ImportJob.objects.update(attempts=lease.MOST_ATTEMPTS)

    runner.run(job.pk)
    runner.wake()

    job.refresh_from_db()
    assert (job.status, job.running, User.objects.count()) == (ImportStatus.FAILED, None, 0)


@pytest.mark.django_db
def test_who_was_further_is_not_overtaken(pool: UserPool) -> None:
    job = imports.started(pool, seven(pool))
    held = lease.take(job.pk)
    assert held is not None
    ImportJob.objects.update(position=1)

    assert not batch.store(held, batch.Batch(position=10, line=2))
    assert ImportJob.objects.get().position == 1


@pytest.mark.django_db
def test_somebody_who_signs_up_meanwhile_is_skipped(pool: UserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    job = imports.started(pool, seven(pool))
    taken = batch._taken

    def overlooked(place: UserPool, names: set[str]) -> set[str]:
        """What was true before somebody else committed."""
        monkeypatch.setattr(batch, "_taken", taken)
        found = taken(place, names)
        people.confirmed(place, "user3")
        return found

    people.confirmed(pool, "user5")
    monkeypatch.setattr(batch, "_taken", overlooked)
    runner.run(job.pk)

    job.refresh_from_db()
    assert job.status == ImportStatus.SUCCEEDED
    # The try in which user3 came up was rolled back, and here user3's own transaction with it.
    assert (job.imported, job.skipped) == (6, 1)
    assert User.objects.count() == 7


@pytest.mark.django_db
def test_garbage_is_collected_again_after_an_import_even_one_that_fails(
    pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        assert not gc.isenabled()
        raise RuntimeError

    job = imports.started(pool, imports.file_of(pool, imports.line(pool, "ann")))
    monkeypatch.setattr(batch, "store", fail)
    with pytest.raises(RuntimeError):
        runner.run(job.pk)

    assert gc.isenabled()

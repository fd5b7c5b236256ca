"""How fast a file of users with password hashes is imported. One worker at a time works on a job, so one is measured."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from accounts import import_jobs
from accounts.imports import columns, runner, upload
from accounts.models import ImportJob
from console.bench.aims import Aim
from pools import user_pools
from pools.models import UserPool

NAME = "user import"
LEAST_RATE = 5000.0
MOST_GROWTH = 32.0
ROLE = "arn:aws:iam::000000000000:role/bench"
# Of nobody's password: an import looks at its form only.
HASH = f"$2b$12${'x' * 53}"
KIBIBYTES = 1024.0


@dataclass(frozen=True)
class Import:
    """One import that came to its end."""

    users: int
    seconds: float
    processor: float
    """Of the worker, PostgreSQL's not."""
    growth: float
    """Mebibytes by which the worker's memory grew at most, once it had imported some."""

    @property
    def rate(self) -> float:
        return self.users / self.seconds


def measure(size: int) -> Import:
    """Import as many users into a new pool, after a few into another one."""
    pools = [user_pools.create(region=settings.POOLHOUSE_REGION, name=f"import {n}", settings={}) for n in range(2)]
    imported(pools[0], max(1, size // 20))
    job = started(pools[1], size)
    memory, began, processor = peak(), time.perf_counter(), time.process_time()
    run(job)
    done = import_jobs.get(pools[1], job.job_id)
    return Import(
        done.imported,
        time.perf_counter() - began,
        time.process_time() - processor,
        (peak() - memory) / KIBIBYTES,
    )


def judge(found: Import | None) -> list[Aim]:
    """Nothing is said of what was not measured."""
    if found is None:
        return []
    seen = f"{found.rate:,.0f} users/s ({found.users / found.processor:,.0f} for each second of processor time)"
    return [
        Aim(f"{found.users:,} users are imported at {LEAST_RATE:,.0f} users/s", seen, found.rate >= LEAST_RATE),
        Aim(
            f"an import takes less than {MOST_GROWTH:.0f} MiB of memory whatever its size",
            f"{found.growth:.1f} MiB",
            found.growth < MOST_GROWTH,
        ),
    ]


def imported(pool: UserPool, size: int) -> None:
    run(started(pool, size))


def started(pool: UserPool, size: int) -> ImportJob:
    """A job with its file, which waits for a worker."""
    job = import_jobs.create(pool, name="bench", role_arn=ROLE, hashing_algorithm="BCRYPT")
    content = "\n".join(lines(pool, size)).encode()
    upload.receive(job, io.BytesIO(content).read, size=len(content))
    return import_jobs.start(pool, job.job_id)


def lines(pool: UserPool, size: int) -> Iterator[str]:
    header = [*columns.header(pool), columns.PASSWORD_HASH]
    yield ",".join(header)
    same = {"email_verified": "true", "phone_number_verified": "false", "cognito:mfa_enabled": "false"}
    same[columns.PASSWORD_HASH] = HASH
    for number in range(size):
        name = f"user{number:07}"
        values = {**same, "name": f"Name of {name}", "email": f"{name}@example.com", columns.USERNAME: name}
        yield ",".join(values.get(column, "") for column in header)


def run(job: ImportJob) -> None:
    """As a worker does, a slice of time after another."""
    while ImportJob.objects.filter(pk=job.pk, running=True).exists():
        runner.run(job.pk)


def peak() -> int:
    """The most memory that this process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

"""Files of users, and the jobs that import them, by the verbs that the API calls."""

from __future__ import annotations

import io
from pathlib import Path

from accounts import import_jobs
from accounts.imports import columns, runner, upload
from accounts.models import ImportJob, ImportLogEntry
from pools.models import UserPool

ROLE = "arn:aws:iam::123456789012:role/CognitoImport"
DEFAULTS = {"cognito:mfa_enabled": "false", "email_verified": "true", "phone_number_verified": "false"}


def header(pool: UserPool, *, hashes: bool = False) -> str:
    """The first line that a file for this pool has."""
    return ",".join([*columns.header(pool), *(["password_hash"] if hashes else [])])


def line(pool: UserPool, username: str = "", *, hashed: str | None = None, **values: str) -> str:
    """A line as it stands in a file; `cognito:` and other odd names go in by `**{...}`."""
    address = {"email": f"{username}@example.com"} if username else {}
    given = {**DEFAULTS, "cognito:username": username, **address, **values}
    fields = [given.get(name, "") for name in columns.header(pool)]
    return ",".join([*fields, *([] if hashed is None else [hashed.replace(",", "\\,")])])


def file_of(pool: UserPool, *lines: str, hashes: bool = False) -> bytes:
    return "\n".join([header(pool, hashes=hashes), *lines, ""]).encode()


def waiting(pool: UserPool, content: bytes, *, hashing_algorithm: str = "") -> ImportJob:
    """A job with its file, not yet started."""
    job = import_jobs.create(pool, name="move", role_arn=ROLE, hashing_algorithm=hashing_algorithm)
    upload.receive(job, io.BytesIO(content).read, size=len(content))
    return job


def started(pool: UserPool, content: bytes, *, hashing_algorithm: str = "") -> ImportJob:
    """A job that waits for a worker."""
    return import_jobs.start(pool, waiting(pool, content, hashing_algorithm=hashing_algorithm).job_id)


def done(pool: UserPool, content: bytes, *, hashing_algorithm: str = "") -> ImportJob:
    """A job that a worker has come to the end of."""
    job = started(pool, content, hashing_algorithm=hashing_algorithm)
    runner.run(job.pk)
    return import_jobs.get(pool, job.job_id)


def log_of(job: ImportJob) -> list[str]:
    """What became of the lines that made no user, in AWS's words."""
    return [str(entry) for entry in ImportLogEntry.objects.filter(job=job).order_by("line")]


def write(folder: Path, content: bytes) -> str:
    file = folder / "users.csv"
    file.write_bytes(content)
    return str(file)

"""The address that an import's file is sent to: signed, for a quarter of an hour, over a real port."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from accounts import import_jobs
from accounts.imports import reader, runner, upload
from accounts.models import ImportChunk, ImportJob, User
from console import lean
from pools import user_pools
from pools.models import UserPool
from tests.support import imports
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pool(base_url: str) -> UserPool:
    return user_pools.create(region="us-east-1", name="people", settings={"AutoVerifiedAttributes": ["email"]})


@pytest.fixture
def job(pool: UserPool) -> ImportJob:
    return import_jobs.create(pool, name="move", role_arn=imports.ROLE)


def url_of(job: ImportJob) -> str:
    url = upload.address(job)
    assert url
    return url


def put(url: str, content: Any = b"x", **headers: str) -> tuple[int, str]:
    answer = httpx.put(url, content=content, headers=headers)
    assert "Traceback" not in answer.text
    return answer.status_code, answer.text.strip()


def test_a_file_that_was_sent_is_imported(pool: UserPool, job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "CHUNK", 64)
    monkeypatch.setattr(reader, "CHUNK", 64)
    content = imports.file_of(pool, *(imports.line(pool, f"user{number}") for number in range(20)))

    sent = put(url_of(job), content, **{"x-amz-server-side-encryption": "aws:kms"})

    assert sent == (200, "")
    assert ImportChunk.objects.count() > 20
    runner.run(import_jobs.start(pool, job.job_id).pk)
    assert User.objects.count() == 20


def test_the_address_is_lean_and_its_signature_stands_in_no_path(job: ImportJob) -> None:
    parts = urlsplit(url_of(job))

    assert lean.is_lean(parts.path)
    assert parts.path == f"/imports/{job.job_id}"


@pytest.mark.parametrize("change", [lambda url: url[:-1], lambda url: url.split("?")[0], lambda url: f"{url}%C3%A9"])
def test_another_signature_is_refused(job: ImportJob, change: Any) -> None:
    assert put(change(url_of(job))) == (403, "The address for the upload is not valid.")


def test_the_signature_of_another_job_is_refused(pool: UserPool, job: ImportJob) -> None:
    other = import_jobs.create(pool, name="other", role_arn=imports.ROLE)

    assert put(url_of(other).replace(other.job_id, job.job_id))[0] == 403
    assert put(url_of(other).replace(other.job_id, "import-0000000000"))[0] == 403


def test_after_a_quarter_of_an_hour_nothing_is_taken(job: ImportJob, clock: Clock) -> None:
    url = url_of(job)
    clock.advance(minutes=15)

    assert put(url) == (403, "The address for the upload has expired; create another import job.")
    assert upload.address(job) is None


def test_a_job_that_was_started_takes_no_other_file(pool: UserPool, job: ImportJob) -> None:
    url = url_of(job)
    put(url, imports.file_of(pool))
    import_jobs.start(pool, job.job_id)

    assert put(url) == (409, "The import job was started already.")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(job: ImportJob) -> None:
    host = urlsplit(url_of(job))
    with socket.create_connection((host.hostname, host.port), timeout=20) as client:
        head = f"PUT {host.path}?{host.query} HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Length: {upload.LARGEST + 1}\r\n\r\n"
        client.sendall(head.encode())
        answer = client.recv(4096)

    assert b" 413 " in answer.splitlines()[0]


def test_a_file_that_breaks_off_leaves_nothing(job: ImportJob) -> None:
    host = urlsplit(url_of(job))
    with socket.create_connection((host.hostname, host.port), timeout=20) as client:
        head = f"PUT {host.path}?{host.query} HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Length: 1000\r\n\r\n"
        client.sendall(head.encode() + b"name,")
        client.shutdown(socket.SHUT_WR)
        answer = client.recv(4096)

    job.refresh_from_db()
    assert b" 400 " in answer.splitlines()[0]
    assert job.upload is None
    assert not ImportChunk.objects.exists()


def test_an_empty_file_and_one_of_unknown_length_are_refused(job: ImportJob) -> None:
    assert put(url_of(job), b"")[0] == 400
    assert put(url_of(job), iter([b"a", b"b"]))[0] == 411


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_only_put_is_answered(job: ImportJob, method: str) -> None:
    answer = httpx.request(method, url_of(job))

    assert (answer.status_code, answer.headers["allow"]) == (405, "PUT")

"""User import through boto3, from the header to the first sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import bcrypt
import pytest
from django.test import Client

from accounts import import_jobs
from accounts.imports import runner
from accounts.models import ImportChunk, ImportJob, User
from console import chores  # noqa: F401  it registers them
from pools.core import clock as core_clock
from pools.delivery import sweep
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of
from tests.support import imports, people, sign_in
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

HEADERS = {"x-amz-server-side-encryption": "aws:kms", "host": "testserver"}


def created(idp: Any, pool: UserPool, **more: str) -> dict[str, Any]:
    answer = idp.create_user_import_job(JobName="move", UserPoolId=pool.id, CloudWatchLogsRoleArn=imports.ROLE, **more)
    job: dict[str, Any] = answer["UserImportJob"]
    return job


def put(url: str, content: bytes, **options: Any) -> Any:
    parts = urlsplit(url)
    options = {"headers": HEADERS, "content_type": "text/csv", **options}
    return Client().put(f"{parts.path}?{parts.query}", content, **options)


def named(pool: UserPool, job: dict[str, Any]) -> dict[str, str]:
    return {"UserPoolId": pool.id, "JobId": job["JobId"]}


def uploaded(idp: Any, pool: UserPool, *lines: str, hashes: str = "") -> dict[str, Any]:
    job = created(idp, pool, **({"PasswordHashingAlgorithm": hashes} if hashes else {}))
    answer = put(job["PreSignedUrl"], imports.file_of(pool, *lines, hashes=bool(hashes)))
    assert (answer.status_code, answer.content) == (200, b"")
    return job


def run(idp: Any, pool: UserPool, job: dict[str, Any]) -> dict[str, Any]:
    idp.start_user_import_job(**named(pool, job))
    runner.run(ImportJob.objects.get(job_id=job["JobId"]).pk)
    answer: dict[str, Any] = idp.describe_user_import_job(**named(pool, job))["UserImportJob"]
    return answer


def test_the_header_names_the_pools_own_attributes_too(cognito_idp: Any, pool: UserPool) -> None:
    cognito_idp.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=[{"Name": "team"}])

    answer = cognito_idp.get_csv_header(UserPoolId=pool.id)

    assert answer["UserPoolId"] == pool.id
    assert answer["CSVHeader"][:2] == ["name", "given_name"]
    assert answer["CSVHeader"][-4:] == ["updated_at", "custom:team", "cognito:mfa_enabled", "cognito:username"]
    assert "sub" not in answer["CSVHeader"]


def test_a_new_job_waits_for_its_file(cognito_idp: Any, pool: UserPool) -> None:
    job = created(cognito_idp, pool, PasswordHashingAlgorithm="SCRYPT")

    assert job["Status"] == "Created"
    assert job["JobId"].startswith("import-")
    assert (job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]) == (0, 0, 0)
    assert (job["PasswordHashingAlgorithm"], job["CloudWatchLogsRoleArn"]) == ("SCRYPT", imports.ROLE)
    assert cognito_idp.describe_user_import_job(**named(pool, job))["UserImportJob"] == job


def test_users_are_imported_and_counted(cognito_idp: Any, pool: UserPool, alice: User) -> None:
    lines = [imports.line(pool, name) for name in ("alice", "bert", "carl")]
    job = uploaded(cognito_idp, pool, *lines, imports.line(pool, "dora", email=""))

    described = run(cognito_idp, pool, job)

    assert (described["ImportedUsers"], described["SkippedUsers"], described["FailedUsers"]) == (2, 1, 1)
    assert described["Status"] == "Succeeded"
    assert described["CompletionMessage"]
    assert described["StartDate"] <= described["CompletionDate"]
    assert "PreSignedUrl" not in described
    assert cognito_idp.admin_get_user(UserPoolId=pool.id, Username="bert")["UserStatus"] == "RESET_REQUIRED"
    assert not ImportChunk.objects.exists()


@pytest.mark.parametrize("path", ["", "0"])
def test_an_imported_password_signs_in_and_is_hashed_anew(
    cognito_idp: Any, anonymous_idp: Any, client: AppClient, path: str
) -> None:
    pool, password = client.pool, people.PASSWORD + path
    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
    run(cognito_idp, pool, uploaded(cognito_idp, pool, imports.line(pool, "alice", hashed=hashed), hashes="BCRYPT"))

    code, _ = error_of(lambda: sign_in.by_password(anonymous_idp, client, "alice", password="Wrong-1-guess"))
    answer = sign_in.by_password(anonymous_idp, client, "alice", password=password)

    assert code == "NotAuthorizedException"
    assert answer["AuthenticationResult"]["AccessToken"]
    alice = User.objects.get(username="alice")
    assert alice.password.startswith("$argon2id$")
    assert alice.srp_verifier is not None
    assert sign_in.by_password(anonymous_idp, client, "alice", password=password)["AuthenticationResult"]


def test_a_wrong_guess_leaves_an_imported_hash_as_it_is(
    cognito_idp: Any, anonymous_idp: Any, client: AppClient
) -> None:
    hashed = bcrypt.hashpw(b"Secret-1!", bcrypt.gensalt(4)).decode()
    line = imports.line(client.pool, "alice", hashed=hashed)
    run(cognito_idp, client.pool, uploaded(cognito_idp, client.pool, line, hashes="BCRYPT"))

    error_of(lambda: sign_in.by_password(anonymous_idp, client, "alice", password=hashed))

    assert User.objects.get(username="alice").password == f"BCRYPT:{hashed}"


@pytest.mark.parametrize("password", ["Guess-1!", "BCRYPT:", "0"])
def test_who_came_without_a_password_must_reset_it(
    cognito_idp: Any, anonymous_idp: Any, client: AppClient, password: str
) -> None:
    run(cognito_idp, client.pool, uploaded(cognito_idp, client.pool, imports.line(client.pool, "alice")))

    code, _ = error_of(lambda: sign_in.by_password(anonymous_idp, client, "alice", password=password))
    anonymous_idp.forgot_password(ClientId=client.id, Username="alice")
    anonymous_idp.confirm_forgot_password(
        ClientId=client.id,
        Username="alice",
        ConfirmationCode=people.last_code("alice@example.com"),
        Password=people.PASSWORD,
    )

    assert code == "PasswordResetRequiredException"
    assert sign_in.by_password(anonymous_idp, client, "alice")["AuthenticationResult"]


def test_a_job_without_a_file_does_not_start(cognito_idp: Any, pool: UserPool) -> None:
    job = created(cognito_idp, pool)

    code, message = error_of(lambda: cognito_idp.start_user_import_job(**named(pool, job)))

    assert (code, message) == ("PreconditionNotMetException", "The CSV file has not been uploaded.")
    assert cognito_idp.describe_user_import_job(**named(pool, job))["UserImportJob"]["Status"] == "Created"


def test_a_job_starts_once_and_stops_only_while_it_runs(cognito_idp: Any, pool: UserPool) -> None:
    job = uploaded(cognito_idp, pool, imports.line(pool, "alice"))
    early, _ = error_of(lambda: cognito_idp.stop_user_import_job(**named(pool, job)))
    run(cognito_idp, pool, job)

    again, _ = error_of(lambda: cognito_idp.start_user_import_job(**named(pool, job)))
    late, _ = error_of(lambda: cognito_idp.stop_user_import_job(**named(pool, job)))

    assert {early, again, late} == {"PreconditionNotMetException"}


def test_a_waiting_job_is_stopped_at_once(cognito_idp: Any, pool: UserPool) -> None:
    job = uploaded(cognito_idp, pool, imports.line(pool, "alice"))
    started = cognito_idp.start_user_import_job(**named(pool, job))["UserImportJob"]

    stopped = cognito_idp.stop_user_import_job(**named(pool, job))["UserImportJob"]
    runner.run(ImportJob.objects.get().pk)

    assert (started["Status"], stopped["Status"]) == ("Pending", "Stopped")
    assert not User.objects.exists()


def test_one_job_runs_at_a_time(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    first, second = (uploaded(cognito_idp, place, imports.line(place, "alice")) for place in (pool, other_pool))
    cognito_idp.start_user_import_job(**named(pool, first))

    code, _ = error_of(lambda: cognito_idp.start_user_import_job(**named(other_pool, second)))
    cognito_idp.stop_user_import_job(**named(pool, first))

    assert code == "PreconditionNotMetException"
    assert run(cognito_idp, other_pool, second)["Status"] == "Succeeded"


def test_the_pool_stays_as_it_is_while_a_job_runs(cognito_idp: Any, pool: UserPool) -> None:
    job = uploaded(cognito_idp, pool, imports.line(pool, "alice"))
    cognito_idp.start_user_import_job(**named(pool, job))
    changes = (
        lambda: cognito_idp.update_user_pool(UserPoolId=pool.id),
        lambda: cognito_idp.delete_user_pool(UserPoolId=pool.id),
        lambda: cognito_idp.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=[{"Name": "team"}]),
    )

    assert {error_of(change)[0] for change in changes} == {"UserImportInProgressException"}
    cognito_idp.stop_user_import_job(**named(pool, job))
    cognito_idp.delete_user_pool(UserPoolId=pool.id)
    assert not ImportJob.objects.exists()


def test_jobs_are_listed_newest_first_in_pages(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    ids = [created(cognito_idp, pool)["JobId"] for _ in range(3)]
    created(cognito_idp, other_pool)

    first = cognito_idp.list_user_import_jobs(UserPoolId=pool.id, MaxResults=2)
    second = cognito_idp.list_user_import_jobs(
        UserPoolId=pool.id, MaxResults=2, PaginationToken=first["PaginationToken"]
    )

    assert [job["JobId"] for job in first["UserImportJobs"] + second["UserImportJobs"]] == ids[::-1]
    assert "PaginationToken" not in second
    assert len(cognito_idp.list_user_import_jobs(UserPoolId=pool.id, MaxResults=60)["UserImportJobs"]) == 3


def test_a_job_of_another_pool_is_not_found(cognito_idp: Any, pool: UserPool, other_pool: UserPool) -> None:
    job = created(cognito_idp, pool)
    calls = (
        lambda: cognito_idp.describe_user_import_job(**named(other_pool, job)),
        lambda: cognito_idp.start_user_import_job(**named(other_pool, job)),
        lambda: cognito_idp.stop_user_import_job(**named(other_pool, job)),
    )

    assert {error_of(call)[0] for call in calls} == {"ResourceNotFoundException"}


def test_a_thousand_jobs_are_enough(cognito_idp: Any, pool: UserPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "_MOST", 1)
    created(cognito_idp, pool)

    assert error_of(lambda: created(cognito_idp, pool))[0] == "LimitExceededException"


def test_a_job_that_nobody_starts_expires_with_its_file(cognito_idp: Any, pool: UserPool, clock: Clock) -> None:
    job = uploaded(cognito_idp, pool, imports.line(pool, "alice"))
    clock.advance(hours=24, minutes=1)

    code, _ = error_of(lambda: cognito_idp.start_user_import_job(**named(pool, job)))
    import_jobs.tidy()

    assert code == "PreconditionNotMetException"
    assert cognito_idp.describe_user_import_job(**named(pool, job))["UserImportJob"]["Status"] == "Expired"
    assert not ImportChunk.objects.exists()


def test_old_logs_are_forgotten_and_the_job_stays(pool: UserPool, alice: User, clock: Clock) -> None:
    job = imports.done(pool, imports.file_of(pool, imports.line(pool, "alice")))
    assert imports.log_of(job)
    clock.advance(days=31)

    import_jobs.tidy()

    assert imports.log_of(job) == []
    assert ImportJob.objects.filter(pk=job.pk).exists()


def test_the_worker_keeps_house_over_imports() -> None:
    assert {import_jobs.tidy, runner.wake} <= {chore.run for chore in sweep._chores}


def test_the_file_is_kept_sealed(cognito_idp: Any, pool: UserPool) -> None:
    uploaded(cognito_idp, pool, imports.line(pool, "alice"))

    raw = ImportChunk.objects.extra(select={"raw": "content"}).values_list("raw", flat=True).get()

    assert b"alice" not in bytes(raw)


def test_a_second_file_takes_the_place_of_the_first(cognito_idp: Any, pool: UserPool) -> None:
    job = uploaded(cognito_idp, pool, imports.line(pool, "alice"))
    assert put(job["PreSignedUrl"], imports.file_of(pool, imports.line(pool, "bob"))).status_code == 200

    run(cognito_idp, pool, job)

    assert list(User.objects.values_list("username", flat=True)) == ["bob"]


def test_what_is_left_of_a_broken_upload_goes(pool: UserPool, clock: Clock) -> None:
    job = imports.waiting(pool, imports.file_of(pool, imports.line(pool, "alice")))
    kept = ImportChunk.objects.get()
    ImportChunk.objects.create(
        job=job, upload="00000000-0000-4000-8000-000000000000", number=0, content=b"x", created_at=core_clock.now()
    )
    clock.advance(hours=7)

    import_jobs.tidy()

    assert ImportChunk.objects.get() == kept
    assert job.created_at > core_clock.now() - timedelta(hours=24)

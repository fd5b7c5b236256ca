"""What each line of an import's file comes to: good ones are imported once, bad ones told one by one (checklist 71)."""

from __future__ import annotations

from typing import Any

import bcrypt
import pytest

from accounts import users
from accounts.models import User, UserAlias
from accounts.models.import_job import ImportStatus
from accounts.models.user import UserStatus
from pools.models import UserPool
from tests.accounts.conftest import make_pool
from tests.accounts.crypto.test_foreign_hashes import BCRYPT
from tests.support import imports, people

pytestmark = pytest.mark.django_db

NOT_VERIFIED = (
    "[FAILED] Line Number 2 - The User Record does not set any of the auto verified attributes to true. "
    "(Example: email_verified to true)."
)


def counters(job: Any) -> tuple[int, int, int]:
    return job.imported, job.skipped, job.failed


def told(pool: UserPool, line: str, *, hashing_algorithm: str = "") -> list[str]:
    """The log of an import of one line."""
    content = imports.file_of(pool, line, hashes=bool(hashing_algorithm))
    return imports.log_of(imports.done(pool, content, hashing_algorithm=hashing_algorithm))


def test_a_line_becomes_a_user_with_all_its_attributes(pool: UserPool) -> None:
    line = imports.line(
        pool,
        "alice",
        name="Alice\\, the first",
        birthdate="02/29/2000",
        address='"1 Road, ""Town"""',
        phone_number="+15550100",
        updated_at="1700000000",
    )

    job = imports.done(pool, imports.file_of(pool, line))

    alice = users.get(pool, "alice")
    assert counters(job) == (1, 0, 0)
    assert job.status == ImportStatus.SUCCEEDED
    assert alice.status == UserStatus.RESET_REQUIRED
    assert not alice.has_password
    assert {name: value for name, value in alice.attributes.items() if name != "sub"} == {
        "email": "alice@example.com",
        "email_verified": "true",
        "name": "Alice, the first",
        "birthdate": "02/29/2000",
        "address": '1 Road, "Town"',
        "phone_number": "+15550100",
        "phone_number_verified": "false",
        "updated_at": "1700000000",
    }


def test_byte_order_mark_mixed_line_ends_and_blank_lines_do_no_harm(pool: UserPool) -> None:
    names = ("ann", "bert", "carl")
    ann, bert, carl = (imports.line(pool, name) for name in names)
    text = f"\ufeff{imports.header(pool)}\r\n{ann}\n{bert}\r\n\r\n\n{carl}"

    job = imports.done(pool, text.encode())

    assert counters(job) == (3, 0, 0)
    assert list(User.objects.order_by("id").values_list("username", flat=True)) == list(names)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda header: header.replace("name,", "", 1),
        lambda header: f"{header},more",
        lambda header: header.replace("email,email_verified", "email_verified,email"),
        lambda header: f"{header},password_hash",
        lambda header: header.upper(),
        lambda header: f'"{header}',
        lambda _header: "",
    ],
)
def test_another_header_fails_the_job_and_imports_nobody(pool: UserPool, spoil: Any) -> None:
    content = f"{spoil(imports.header(pool))}\n{imports.line(pool, 'alice')}\n".encode()

    job = imports.done(pool, content)

    assert job.status == ImportStatus.FAILED
    assert "header" in job.message
    assert not User.objects.exists()


def test_a_file_of_another_encoding_has_another_header(pool: UserPool) -> None:
    job = imports.done(pool, imports.file_of(pool, imports.line(pool, "alice")).decode().encode("utf-16"))

    assert job.status == ImportStatus.FAILED


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"email_verified": ""}, "email_verified must be true or false."),
        ({"phone_number_verified": "yes"}, "phone_number_verified must be true or false."),
        ({"cognito:mfa_enabled": ""}, "cognito:mfa_enabled must be false."),
        ({"cognito:mfa_enabled": "true"}, "cognito:mfa_enabled must be false."),
        ({"cognito:username": ""}, "cognito:username is empty."),
        ({"cognito:username": "a b"}, "cognito:username is too long, or has a character that no username may have."),
        (
            {"cognito:username": "a" * 129},
            "cognito:username is too long, or has a character that no username may have.",
        ),
        ({"birthdate": "2000-02-29"}, "birthdate must be a day, written as mm/dd/yyyy."),
        ({"birthdate": "02/30/2000"}, "birthdate must be a day, written as mm/dd/yyyy."),
        ({"email": "nowhere"}, "Invalid email address format."),
        ({"phone_number": "0123"}, "Invalid phone number format."),
        ({"phone_number_verified": "true"}, "phone_number: a value is needed to be verified."),
        ({"name": "x" * 2049}, "user.name: String attributes cannot have a length of more than 2048"),
        ({"name": "a\0b"}, "The line has a character that no attribute may have."),
        ({"name": '"open'}, "The line is no CSV: see to quotes and line ends."),
        ({"name": '"a"b'}, "The line is no CSV: see to quotes and line ends."),
        ({"name": "a\rb"}, "The line is no CSV: see to quotes and line ends."),
        ({"name": "one,two"}, "The line has 22 values for 21 columns."),
        ({"address": "x" * 16000}, "The line has more than 16000 characters."),
        ({"address": "x" * 2_000_000}, "The line has more than 16000 characters."),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_next_is_imported(
    pool: UserPool, change: dict[str, str], reason: str
) -> None:
    lines = (imports.line(pool, "alice"), imports.line(pool, "bob", **change), imports.line(pool, "carol"))

    job = imports.done(pool, imports.file_of(pool, *lines))

    assert imports.log_of(job) == [f"[FAILED] Line Number 3 - {reason}"]
    assert counters(job) == (2, 0, 1)
    assert set(User.objects.values_list("username", flat=True)) == {"alice", "carol"}


def test_16000_characters_are_not_too_many_for_a_line(pool: UserPool) -> None:
    short = imports.line(pool, "alice")
    lines = [imports.line(pool, "alice", picture="é" * (size - len(short))) for size in (16_000, 16_001)]

    job = imports.done(pool, imports.file_of(pool, *lines))

    assert imports.log_of(job) == [
        "[FAILED] Line Number 2 - user.picture: String attributes cannot have a length of more than 2048",
        "[FAILED] Line Number 3 - The line has more than 16000 characters.",
    ]


def test_a_line_that_is_not_utf_8_is_told(pool: UserPool) -> None:
    content = imports.file_of(pool, imports.line(pool, "alice"), imports.line(pool, "bob", name="Zo\xeb"))

    job = imports.done(pool, content.replace("\xeb".encode(), b"\xeb"))

    assert imports.log_of(job) == ["[FAILED] Line Number 3 - The line is not in UTF-8."]
    assert job.imported == 1


def test_everybody_needs_a_verified_address_where_the_pool_verifies_one(pool: UserPool) -> None:
    assert told(pool, imports.line(pool, "alice", email_verified="false")) == [NOT_VERIFIED]


def test_a_required_attribute_must_be_there(naming_client: Any) -> None:
    pool = naming_client.pool

    assert "name: The attribute is required" in told(pool, imports.line(pool, "alice"))[0]


def test_who_exists_is_skipped_and_stays_as_before(pool: UserPool, alice: User) -> None:
    job = imports.done(pool, imports.file_of(pool, imports.line(pool, "alice", name="Another")))

    assert imports.log_of(job) == ["[SKIPPED] Line Number 2 - The user already exists."]
    assert counters(job) == (0, 1, 0)
    alice.refresh_from_db()
    assert alice.name == ""
    assert alice.status == UserStatus.CONFIRMED


def test_of_two_lines_with_one_name_the_first_is_imported(pool: UserPool) -> None:
    first, second = (imports.line(pool, "alice", name=name) for name in ("First", "Second"))

    job = imports.done(pool, imports.file_of(pool, first, second))

    assert imports.log_of(job) == ["[SKIPPED] Line Number 3 - The user already exists."]
    assert users.get(pool, "alice").name == "First"


def test_an_alias_of_somebody_else_is_a_failure() -> None:
    pool = make_pool("aliases", AliasAttributes=["email", "preferred_username"])
    people.confirmed(pool, "alice")
    lines = (
        imports.line(pool, "bob", email="alice@example.com"),
        imports.line(pool, "carol", preferred_username="dora"),
        imports.line(pool, "dora"),
        imports.line(pool, "eve", preferred_username="eve"),
    )

    job = imports.done(pool, imports.file_of(pool, *lines))

    assert imports.log_of(job) == [
        "[FAILED] Line Number 2 - An account with the given email already exists.",
        "[SKIPPED] Line Number 4 - The user already exists.",
        "[FAILED] Line Number 5 - An account with the given preferred_username already exists.",
    ]
    assert users.get(pool, "dora").username == "carol"


def test_where_addresses_are_usernames_the_name_may_be_left_empty(email_client: Any) -> None:
    pool = email_client.pool
    lines = (
        imports.line(pool, email="Ann@Example.com"),
        imports.line(pool, **{"cognito:username": "bert@example.com", "email": "bert@example.com"}),
        imports.line(pool, **{"cognito:username": "carl@example.com", "email": "other@example.com"}),
        imports.line(pool, email="ANN@example.com"),
    )

    job = imports.done(pool, imports.file_of(pool, *lines))

    assert counters(job) == (2, 1, 1)
    ann = users.get(pool, "ann@example.com")
    assert ann.username == ann.sub
    assert set(UserAlias.objects.filter(user=ann).values_list("value", flat=True)) == {ann.sub, "ann@example.com"}


def test_a_sub_of_somebody_else_is_no_username(pool: UserPool, alice: User) -> None:
    line = imports.line(pool, email="x@example.com", **{"cognito:username": alice.sub})

    assert told(pool, line) == ["[SKIPPED] Line Number 2 - The user already exists."]


def test_who_can_sign_in_by_a_code_is_confirmed() -> None:
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool = make_pool("by code", Policies=factors)

    imports.done(pool, imports.file_of(pool, imports.line(pool, "alice")))

    assert users.get(pool, "alice").status == UserStatus.CONFIRMED


def test_a_hash_is_kept_and_an_empty_one_leaves_the_password_to_be_reset(pool: UserPool) -> None:
    content = imports.file_of(
        pool, imports.line(pool, "alice", hashed=BCRYPT), imports.line(pool, "bob", hashed=""), hashes=True
    )

    job = imports.done(pool, content, hashing_algorithm="BCRYPT")

    alice, bob = users.get(pool, "alice"), users.get(pool, "bob")
    assert counters(job) == (2, 0, 0)
    assert (alice.status, alice.password) == (UserStatus.CONFIRMED, f"BCRYPT:{BCRYPT}")
    assert alice.srp_verifier is None
    assert (bob.status, bob.password) == (UserStatus.RESET_REQUIRED, "")


def test_a_hostile_hash_is_told_without_the_hash(pool: UserPool) -> None:
    hostile = BCRYPT.replace("$06$", "$31$")

    log = told(pool, imports.line(pool, "alice", hashed=hostile), hashing_algorithm="BCRYPT")

    assert log == ["[FAILED] Line Number 2 - The cost of the bcrypt hash is more than 12."]
    assert not User.objects.exists()


def test_the_column_of_hashes_may_stand_first_or_be_left_out(pool: UserPool) -> None:
    line = imports.line(pool, "alice")
    hashed = bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode()
    first = f"password_hash,{imports.header(pool)}\n{hashed},{line}\n".encode()

    assert counters(imports.done(pool, first, hashing_algorithm="BCRYPT")) == (1, 0, 0)
    assert counters(
        imports.done(pool, imports.file_of(pool, imports.line(pool, "bob")), hashing_algorithm="BCRYPT")
    ) == (1, 0, 0)


def test_more_lines_than_allowed_fail_the_job_before_anybody_is_imported(
    pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.imports.runner.MOST_ROWS", 2)
    lines = [imports.line(pool, name) for name in ("ann", "bert", "carl")]

    assert imports.done(pool, imports.file_of(pool, *lines[:2])).imported == 2
    job = imports.done(pool, imports.file_of(pool, *lines))

    assert (job.status, job.imported) == (ImportStatus.FAILED, 0)
    assert "500,000" in job.message

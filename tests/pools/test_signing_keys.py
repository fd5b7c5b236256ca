"""A pool's signing keys: two at work, published ahead, kept as long as their tokens live."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from joserfc import jwt as oracle
from joserfc.jwk import KeySet
from pytest_django import DjangoAssertNumQueries

from accounts.crypto import jwt
from pools import signing_keys
from pools.models import SigningKey, UserPool
from pools.models.signing_key import KeyState
from tests.support import builders
from tests.support.clock import Clock


def kids(pool: UserPool) -> set[str]:
    return {key["kid"] for key in signing_keys.jwks(pool)["keys"]}


def working(pool: UserPool) -> set[str]:
    return {signing_keys.current(pool, use).kid for use in signing_keys.USES}


def active(pool: UserPool) -> list[str]:
    return sorted(SigningKey.objects.filter(pool=pool, state=KeyState.ACTIVE).values_list("use", flat=True))


def test_id_and_access_tokens_have_keys_of_their_own(pool: UserPool) -> None:
    assert len(working(pool)) == 2
    assert working(pool) == kids(pool)


def test_published_keys_say_what_verifiers_need_and_nothing_secret(pool: UserPool) -> None:
    key = signing_keys.jwks(pool)["keys"][0]
    assert set(key) == {"alg", "e", "kid", "kty", "n", "use"}
    assert (key["alg"], key["e"], key["kty"], key["use"]) == ("RS256", "AQAB", "RSA", "sig")
    assert len(base64.b64decode(key["kid"])) == 32


def test_an_independent_library_verifies_with_the_published_keys(pool: UserPool) -> None:
    handle = signing_keys.current(pool, "access")
    token = jwt.sign({"sub": "alice"}, kid=handle.kid, key=handle.private_key)
    keys = KeySet.import_key_set(json.loads(json.dumps(signing_keys.jwks(pool))))
    assert oracle.decode(token, keys).claims == {"sub": "alice"}


def test_the_database_alone_gives_no_private_key(pool: UserPool) -> None:  # checklist 9
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM pools_signingkey")
        stored = [bytes(row[0]) for row in cursor.fetchall()]
    # What names an RSA key in PKCS#8.
    assert [b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" in sealed for sealed in stored] == [False, False]


def test_signing_again_asks_the_database_nothing(
    pool: UserPool, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "_REMEMBERED_SECONDS", 1e9)
    signing_keys.current(pool, "id")
    with django_assert_num_queries(0):
        signing_keys.current(pool, "id")


def test_rotation_publishes_new_keys_and_keeps_the_old_ones(pool: UserPool) -> None:  # checklist 8
    before = working(pool)
    signing_keys.rotate(pool)
    assert not working(pool) & before
    assert kids(pool) == working(pool) | before


def test_a_retired_key_stays_published_until_its_tokens_are_dead(pool: UserPool, clock: Clock) -> None:  # checklist 8
    before = working(pool)
    signing_keys.rotate(pool)
    clock.advance(hours=24, minutes=59)
    assert before < kids(pool)
    clock.advance(minutes=2)
    assert kids(pool) == working(pool)


def test_the_next_rotation_deletes_dead_keys(pool: UserPool, clock: Clock) -> None:
    signing_keys.rotate(pool)
    clock.advance(hours=26)
    signing_keys.rotate(pool)
    assert SigningKey.objects.filter(pool=pool).count() == 4


def test_a_rotation_that_died_after_publishing_is_taken_up_by_the_next(pool: UserPool) -> None:  # checklist 8
    before = working(pool)
    signing_keys._publish_next(pool)
    waiting = kids(pool) - before
    assert working(pool) == before
    signing_keys.rotate(pool)
    assert working(pool) == waiting


@pytest.mark.parametrize("use", signing_keys.USES)
def test_a_key_is_found_by_its_kid_within_its_pool_and_use_only(  # checklist 3
    pool: UserPool, other_pool: UserPool, use: str
) -> None:
    kid = signing_keys.current(pool, use).kid
    other_use = next(name for name in signing_keys.USES if name != use)
    assert signing_keys.by_kid(pool.id, kid, use=use)
    assert signing_keys.by_kid(pool.id, kid, use=other_use) is None
    assert signing_keys.by_kid(other_pool.id, kid, use=use) is None


@pytest.mark.parametrize(
    "kid",
    [
        "",
        "../../etc/passwd",
        "' OR 1=1 --",
        "https://evil.example/jwks.json",
        "nul\0byte",
        "A" * 10_000,
        "\u00e9" * 43 + "=",
    ],
)
def test_a_kid_that_cannot_be_ours_is_not_even_looked_up(  # checklist 3
    pool: UserPool, kid: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert signing_keys.by_kid(pool.id, kid, use="access") is None


def test_a_pool_id_that_no_database_takes_is_no_error(pool: UserPool) -> None:
    assert signing_keys.by_kid("us-east-1_\0", signing_keys.current(pool, "id").kid, use="id") is None


def test_an_unknown_kid_of_the_right_form_is_not_found(pool: UserPool) -> None:
    assert signing_keys.by_kid(pool.id, "A" * 43 + "=", use="access") is None


@pytest.mark.django_db(transaction=True)
def test_rotations_at_once_leave_one_key_at_work_for_each_use() -> None:  # checklist 8
    pool = builders.pool()
    in_parallel([lambda: signing_keys.rotate(pool)] * 4)
    assert active(pool) == ["access", "id"]
    assert working(pool) <= kids(pool)


@pytest.mark.django_db(transaction=True)
def test_no_token_fails_while_keys_are_rotated() -> None:  # checklist 8
    pool = builders.pool()
    done = threading.Event()

    def sign_and_verify() -> int:
        good = 0
        while not done.is_set() or good < 20:
            handle = signing_keys.current(pool, "access")
            token = jwt.sign({"sub": "alice"}, kid=handle.kid, key=handle.private_key)
            assert handle.kid in kids(pool)
            key = signing_keys.by_kid(pool.id, handle.kid, use="access")
            assert key is not None
            assert jwt.parse(token).is_signed_by(key)
            good += 1
        return good

    def rotate() -> int:
        signing_keys.rotate(pool)
        signing_keys.rotate(pool)
        done.set()
        return 2

    assert min(in_parallel([rotate, *[sign_and_verify] * 5])) >= 2


def in_parallel(calls: list[Callable[[], int | None]]) -> list[int]:
    """Each in a thread with its own database connection; what went wrong in one is raised here."""

    def run(call: Callable[[], int | None]) -> int:
        try:
            return call() or 0
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))

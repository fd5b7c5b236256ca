"""A refresh token that rotates is good once; its family never forks, and a stolen one ends it (checklist 23)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts import sessions
from accounts.models import RefreshToken, User, UserSession
from accounts.tokens import refresh, rotation
from pools.core import clock as core_clock
from pools.core import vault
from pools.core.errors import NotAuthorizedException, RefreshTokenReuseException, UnauthorizedException
from pools.models import AppClient, UserPool
from tests.support.clock import Clock
from tests.support.families import renew, rotating_client, sign_in

pytestmark = pytest.mark.django_db

GRACE = 30


@pytest.fixture(autouse=True)
def _no_time_passes(clock: Clock) -> None:
    clock.stop()


@pytest.fixture
def strict(pool: UserPool) -> AppClient:
    """No grace at all."""
    return rotating_client(pool)


@pytest.fixture
def kind(pool: UserPool) -> AppClient:
    """Half a minute of grace."""
    return rotating_client(pool, grace=GRACE)


def is_alive() -> bool:
    return UserSession.objects.get().revoked_at is None


def test_each_use_gives_another_token_of_the_same_family(strict: AppClient, alice: User) -> None:
    first = sign_in(alice, strict)
    second = renew(strict, first)
    third = renew(strict, second)
    assert len({first, second, third}) == 3
    assert RefreshToken.objects.filter(session=UserSession.objects.get()).count() == 3


def test_a_client_that_does_not_rotate_keeps_its_token(client: AppClient, alice: User) -> None:
    token = sign_in(alice, client)
    assert refresh.refresh(client, token=token).refresh_token is None
    assert refresh.refresh(client, token=token).refresh_token is None
    assert RefreshToken.objects.count() == 1


def test_no_token_is_stored(strict: AppClient, alice: User) -> None:  # checklist 9
    second = renew(strict, sign_in(alice, strict))
    assert not RefreshToken.objects.filter(token_hash=second.encode()).exists()
    rotated = RefreshToken.objects.exclude(rotated_at=None).get()
    assert bytes(rotated.successor_hash or b"") == vault.token_hash(second)


def test_the_successor_lives_as_long_as_the_first_would_have(strict: AppClient, alice: User, clock: Clock) -> None:
    token = sign_in(alice, strict)
    clock.advance(days=29)
    token = renew(strict, token)
    clock.advance(days=1)
    with pytest.raises(NotAuthorizedException, match="expired"):
        renew(strict, token)


def test_within_the_grace_time_a_retry_gets_the_very_same_successor(kind: AppClient, alice: User, clock: Clock) -> None:
    first = sign_in(alice, kind)
    second = renew(kind, first)
    clock.advance(seconds=GRACE)
    assert renew(kind, first) == second
    assert RefreshToken.objects.count() == 2


def test_after_the_grace_time_the_old_token_ends_the_family(kind: AppClient, alice: User, clock: Clock) -> None:
    first = sign_in(alice, kind)
    second = renew(kind, first)
    clock.advance(seconds=GRACE + 1)
    with pytest.raises(RefreshTokenReuseException):
        renew(kind, first)
    with pytest.raises(NotAuthorizedException, match="revoked"):
        renew(kind, second)


def test_without_grace_the_old_token_is_refused_at_once(strict: AppClient, alice: User) -> None:
    first = sign_in(alice, strict)
    renew(strict, first)
    with pytest.raises(RefreshTokenReuseException):
        renew(strict, first)


def test_what_looks_like_a_race_signs_nobody_out(strict: AppClient, alice: User, clock: Clock) -> None:
    first = sign_in(alice, strict)
    second = renew(strict, first)
    clock.advance(seconds=rotation.RACE.total_seconds())
    with pytest.raises(RefreshTokenReuseException):
        renew(strict, first)
    assert renew(strict, second)


def test_what_is_no_race_ends_the_family(strict: AppClient, alice: User, clock: Clock) -> None:
    first = sign_in(alice, strict)
    renew(strict, first)
    clock.advance(seconds=rotation.RACE.total_seconds() + 1)
    with pytest.raises(RefreshTokenReuseException):
        renew(strict, first)
    assert not is_alive()


def test_a_token_whose_successor_was_used_is_no_retry(kind: AppClient, alice: User, clock: Clock) -> None:
    first = sign_in(alice, kind)
    second = renew(kind, first)
    third = renew(kind, second)
    with pytest.raises(RefreshTokenReuseException):
        renew(kind, first)
    assert is_alive()
    assert renew(kind, second) == third
    clock.advance(seconds=rotation.RACE.total_seconds() + 1)
    with pytest.raises(RefreshTokenReuseException):
        renew(kind, first)
    assert not is_alive()


def test_another_familys_token_lives_on(strict: AppClient, alice: User, clock: Clock) -> None:
    stolen, other = sign_in(alice, strict), sign_in(alice, strict)
    renew(strict, stolen)
    clock.advance(minutes=1)
    with pytest.raises(RefreshTokenReuseException):
        renew(strict, stolen)
    assert renew(strict, other)


def test_another_client_neither_rotates_nor_ends_a_family(
    strict: AppClient, other_client: AppClient, alice: User, clock: Clock
) -> None:  # checklist 4
    first = sign_in(alice, strict)
    second = renew(strict, first)
    clock.advance(minutes=1)
    with pytest.raises(NotAuthorizedException, match="Invalid Refresh Token"):
        refresh.refresh(other_client, token=first)
    assert renew(strict, second)


def test_two_that_read_the_same_token_get_one_successor_between_them(kind: AppClient, alice: User) -> None:
    token = sign_in(alice, kind)
    late = refresh.find(token)
    assert late
    second = renew(kind, token)
    assert rotation.successor(late, token, kind) == second
    assert RefreshToken.objects.count() == 2


def test_a_token_that_was_deleted_meanwhile_is_refused(strict: AppClient, alice: User) -> None:
    token = sign_in(alice, strict)
    late = refresh.find(token)
    assert late
    RefreshToken.objects.all().delete()
    with pytest.raises(NotAuthorizedException, match="Invalid Refresh Token"):
        rotation.successor(late, token, strict)


def test_a_retry_under_a_new_vault_key_gets_the_same_successor(
    kind: AppClient, alice: User, settings: Settings
) -> None:
    first = sign_in(alice, kind)
    second = renew(kind, first)
    settings.POOLHOUSE_VAULT_KEYS = [b"n" * 32, *settings.POOLHOUSE_VAULT_KEYS]
    assert renew(kind, first) == second


def test_a_retry_whose_vault_key_is_gone_gets_no_made_up_token(
    kind: AppClient, alice: User, settings: Settings
) -> None:
    first = sign_in(alice, kind)
    renew(kind, first)
    row = refresh.find(first)
    assert row
    settings.POOLHOUSE_VAULT_KEYS = [b"n" * 32]
    with pytest.raises(RefreshTokenReuseException):
        rotation.successor(row, first, kind)
    assert is_alive()


def test_a_rotated_token_stays_dead_when_rotation_is_turned_off(strict: AppClient, alice: User, clock: Clock) -> None:
    first = sign_in(alice, strict)
    renew(strict, first)
    strict.settings["RefreshTokenRotation"] = {"Feature": "DISABLED"}
    clock.advance(minutes=1)
    with pytest.raises(RefreshTokenReuseException):
        refresh.refresh(strict, token=first)


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_revoking_any_token_of_a_family_ends_it(strict: AppClient, alice: User, generation: int) -> None:
    # checklist 7
    tokens = [sign_in(alice, strict)]
    tokens.append(renew(strict, tokens[-1]))
    tokens.append(renew(strict, tokens[-1]))
    refresh.revoke(strict, token=tokens[generation], secret=None)
    with pytest.raises(NotAuthorizedException, match="revoked"):
        renew(strict, tokens[-1])


def test_another_client_revokes_no_token_of_a_family(
    strict: AppClient, other_client: AppClient, alice: User
) -> None:  # checklist 4
    first = sign_in(alice, strict)
    second = renew(strict, first)
    with pytest.raises(UnauthorizedException):
        refresh.revoke(other_client, token=first, secret=None)
    assert renew(strict, second)


def test_signing_out_everywhere_ends_rotated_families(strict: AppClient, alice: User) -> None:  # checklist 7
    token = renew(strict, sign_in(alice, strict))
    sessions.sign_out_everywhere(alice)
    with pytest.raises(NotAuthorizedException, match="revoked"):
        renew(strict, token)


def test_a_rotating_clients_tokens_can_be_revoked_though_revocation_is_off(pool: UserPool, alice: User) -> None:
    client = rotating_client(pool, EnableTokenRevocation=False)
    token = sign_in(alice, client)
    refresh.revoke(client, token=token, secret=None)
    assert not is_alive()


def test_rotating_writes_in_one_transaction_of_two_statements(
    strict: AppClient, alice: User, django_assert_num_queries: Any
) -> None:
    token = renew(strict, sign_in(alice, strict))  # From now on the signing keys are known.
    with django_assert_num_queries(2 + 2 + 2):  # token and groups; two writes; beginning and end of the transaction
        renew(strict, token)


def test_auth_time_stays_through_rotations(strict: AppClient, alice: User, clock: Clock) -> None:
    token = sign_in(alice, strict)
    began = UserSession.objects.get().auth_time
    clock.advance(hours=2)
    renewed = refresh.refresh(strict, token=token)
    assert renewed.session.auth_time == began
    assert core_clock.now() - began == timedelta(hours=2)

"""`/account/identities`: accounts elsewhere, and unlinking them."""

from __future__ import annotations

import json

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import linking
from accounts.models import HostedSession, Identity, User
from pools.core import clock as core_clock
from pools.models import IdentityProvider, OutboxMessage
from tests.support import federation, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, problem, said
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

HERE = "account/identities"


@pytest.fixture
def provider(desk: AccountDesk) -> IdentityProvider:
    return federation.oidc(desk.app.pool)


@pytest.fixture
def identity(provider: IdentityProvider, alice: User) -> Identity:
    """An account at the provider that signs alice in."""
    linking.add(alice, provider, "subject-1")
    return Identity.objects.get()


def unlink(desk: AccountDesk, identity: Identity) -> str:
    return desk.after(desk.send(HERE, {"remove": str(identity.pk)}))


def test_they_are_listed(desk: AccountDesk, identity: Identity) -> None:
    page = desk.look(HERE)

    assert f"<bdi>{identity.provider_name}</bdi>" in page
    assert "subject-1" not in page


def test_it_is_asked_before_one_is_unlinked(desk: AccountDesk, identity: Identity) -> None:
    page = desk.look(HERE, remove=str(identity.pk))

    assert "Unlink this account?" in page
    assert Identity.objects.exists()


def test_one_is_unlinked_and_its_user_told(desk: AccountDesk, identity: Identity) -> None:
    # checklist 45
    page = unlink(desk, identity)

    assert said(page) == "A linked account was removed"
    assert not Identity.objects.exists()
    assert "identities" not in User.objects.get().attributes
    assert OutboxMessage.objects.get(event="IdentityUnlinked").recipient == "alice@example.com"


def test_browsers_that_it_signed_in_are_signed_out(desk: AccountDesk, identity: Identity) -> None:
    # checklist 49
    HostedSession.objects.update(provider_name=identity.provider_name)
    desk.app.settings |= {"SupportedIdentityProviders": ["COGNITO", identity.provider_name]}
    desk.app.save()

    response = desk.send(HERE, {"remove": str(identity.pk)})

    assert response.status_code == 303
    assert asks_to_sign_in(desk.open())


def test_the_last_way_to_sign_in_stays(desk: AccountDesk, identity: Identity) -> None:
    User.objects.update(password="")

    page = unlink(desk, identity)

    assert problem(page) == "This is your only way left to sign in. Add another one first."
    assert Identity.objects.exists()
    assert json.loads(User.objects.get().attributes["identities"])
    assert not OutboxMessage.objects.filter(event="IdentityUnlinked").exists()


def test_one_of_two_may_go(desk: AccountDesk, identity: Identity, provider: IdentityProvider, alice: User) -> None:
    linking.add(alice, provider, "subject-2")
    User.objects.update(password="")

    page = unlink(desk, identity)

    assert said(page) == "A linked account was removed"
    assert Identity.objects.get().value == "subject-2"


def test_an_account_whose_provider_is_gone_is_no_way(
    desk: AccountDesk, identity: Identity, provider: IdentityProvider, alice: User
) -> None:
    Identity.objects.create(
        pool=alice.pool,
        user=alice,
        provider_name="Gone",
        provider_type="OIDC",
        attribute=linking.SUBJECT,
        value="1",
        created_at=core_clock.now(),
    )
    User.objects.update(password="")

    unlink(desk, identity)

    assert Identity.objects.filter(pk=identity.pk).exists()


def test_the_account_that_made_the_user_stays(desk: AccountDesk, identity: Identity) -> None:
    Identity.objects.update(primary=True)

    page = desk.send(HERE, {"remove": str(identity.pk)}).content.decode()

    assert "your account here began with it" in page
    assert "Unlink" not in page
    assert Identity.objects.exists()


def test_somebody_elses_is_out_of_reach(desk: AccountDesk, identity: Identity, provider: IdentityProvider) -> None:
    # checklist 4
    bob = people.confirmed(desk.app.pool, "bob")
    linking.add(bob, provider, "subject-2")
    theirs = Identity.objects.get(user=bob)

    desk.send(HERE, {"remove": str(theirs.pk)})

    assert Identity.objects.filter(pk=theirs.pk).exists()


def test_unlinking_twice_does_no_harm(desk: AccountDesk, identity: Identity) -> None:
    unlink(desk, identity)

    assert problem(unlink(desk, identity)) == "That isn't part of your account here."


def test_unlinking_wants_a_recent_sign_in(desk: AccountDesk, identity: Identity, clock: Clock) -> None:
    # checklist 45
    clock.advance(minutes=6)

    assert asks_to_sign_in(desk.send(HERE, {"remove": str(identity.pk)}))
    assert Identity.objects.exists()


@pytest.mark.parametrize("named", ["x", "0", "9" * 40, "-1"])
def test_what_names_none_shows_the_list(desk: AccountDesk, identity: Identity, named: str) -> None:
    assert "Accounts elsewhere that sign you in here." in desk.look(HERE, remove=named)


def test_it_costs_few_queries(
    desk: AccountDesk, identity: Identity, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.look(HERE)

    with django_assert_num_queries(7):
        desk.look(HERE)

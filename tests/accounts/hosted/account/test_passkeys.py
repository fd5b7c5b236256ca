"""`/account/passkeys`: listed, named, made, removed."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import passkeys as verbs
from accounts.models import Passkey, User
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.conftest import make_client
from tests.accounts.hosted.test_offers import options_on
from tests.support import oauth, passkeys, people
from tests.support.account_desk import AccountDesk, asks_to_sign_in, field_error, problem, said
from tests.support.authenticator import Authenticator
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk, text

pytestmark = pytest.mark.django_db

HERE = "account/passkeys"
ADD = "account/passkeys/add"


@pytest.fixture
def pool(db: None) -> UserPool:
    return passkeys.pool("Northwind")


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return passkeys.client(pool, **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, app: AppClient, alice: User) -> AccountDesk:
    signing_in = HostedDesk(web, app)
    signing_in.name("alice")
    signing_in.send(password=people.PASSWORD)
    return AccountDesk(web, app)


@pytest.fixture
def passkey(desk: AccountDesk, alice: User) -> Passkey:
    passkeys.registered(alice, desk.app)
    return Passkey.objects.get()


def notices() -> list[str]:
    rows = OutboxMessage.objects.filter(recipient="alice@example.com").exclude(event="PasswordChanged")
    return list(rows.values_list("event", flat=True))


def test_one_is_made_and_its_owner_told(desk: AccountDesk) -> None:
    # checklist 45
    made = Authenticator(passkeys.ORIGIN).create(options_on(desk.look(ADD)))

    page = desk.after(desk.send(ADD, credential=json.dumps(made)))

    assert said(page) == "Your passkey is ready to use."
    assert Passkey.objects.get().user.username == "alice"
    assert notices() == ["PasskeyAdded"]


@pytest.mark.parametrize("credential", ["{}", "null", "[]", "x", '{"id": 1}'])
def test_what_is_no_credential_is_refused(desk: AccountDesk, credential: str) -> None:
    # checklist 46
    desk.look(ADD)

    page = text(desk.send(ADD, credential=credential))

    assert 'role="alert"' in page
    assert not Passkey.objects.exists()
    assert notices() == []


def test_an_answer_is_good_once(desk: AccountDesk) -> None:
    # checklist 46
    made = json.dumps(Authenticator(passkeys.ORIGIN).create(options_on(desk.look(ADD))))
    desk.send(ADD, credential=made)

    page = text(desk.send(ADD, credential=made))

    assert 'role="alert"' in page
    assert Passkey.objects.count() == 1


def test_after_twenty_there_is_no_room(desk: AccountDesk, alice: User) -> None:
    for _ in range(20):
        passkeys.registered(alice, desk.app)

    page = desk.look(HERE)
    refused = desk.open(ADD)

    assert "You have as many passkeys as one can have." in page
    assert desk.leads_to(refused, HERE)


def test_one_is_given_a_name(desk: AccountDesk, passkey: Passkey) -> None:
    sent = desk.send(HERE, {"rename": verbs.shown_id(passkey)}, name="My phone")

    page = desk.after(sent)

    assert said(page) == "Your change was saved."
    assert "<bdi>My phone</bdi>" in page


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\u202eb"])
def test_what_is_no_name_is_refused(desk: AccountDesk, passkey: Passkey, name: str) -> None:
    page = text(desk.send(HERE, {"rename": verbs.shown_id(passkey)}, name=name))

    assert field_error(page, "name")
    assert Passkey.objects.get().name == passkey.name


def test_its_name_is_not_called_as_the_name_of_a_person_is(desk: AccountDesk, passkey: Passkey) -> None:
    page = desk.look(HERE, rename=verbs.shown_id(passkey), lang="pl")

    assert "Nazwa</label>" in page
    assert "Imię i nazwisko" not in page


def test_it_is_asked_before_one_is_removed(desk: AccountDesk, passkey: Passkey) -> None:
    page = desk.look(HERE, remove=verbs.shown_id(passkey))

    assert "Remove this passkey?" in page
    assert Passkey.objects.exists()


def test_one_is_removed_and_its_owner_told(desk: AccountDesk, passkey: Passkey) -> None:
    # checklist 45
    shown_id = verbs.shown_id(passkey)

    page = desk.after(desk.send(HERE, {"remove": shown_id}))

    assert said(page) == "A passkey was removed"
    assert f'data-lost-passkey="{shown_id}" data-rp-id="{passkeys.RP_ID}"' in page
    assert not Passkey.objects.exists()
    assert notices() == ["PasskeyRemoved"]


def test_removing_it_twice_does_no_harm(desk: AccountDesk, passkey: Passkey) -> None:
    shown_id = verbs.shown_id(passkey)
    desk.send(HERE, {"remove": shown_id})

    page = text(desk.send(HERE, {"remove": shown_id}))

    assert problem(page) == ""
    assert len(notices()) == 1


def test_the_last_way_to_sign_in_stays(desk: AccountDesk, passkey: Passkey) -> None:
    User.objects.update(password="")

    page = desk.after(desk.send(HERE, {"remove": verbs.shown_id(passkey)}))

    assert problem(page) == "This is your only way left to sign in. Add another one first."
    assert Passkey.objects.exists()
    assert notices() == []


def test_somebody_elses_is_out_of_reach(desk: AccountDesk) -> None:
    # checklist 46
    bob = people.confirmed(desk.app.pool, "bob")
    passkeys.registered(bob, desk.app)
    theirs = Passkey.objects.get()

    desk.send(HERE, {"remove": verbs.shown_id(theirs)})
    desk.send(HERE, {"rename": verbs.shown_id(theirs)}, name="Mine")

    assert Passkey.objects.get().name == theirs.name


@pytest.mark.parametrize("named", ["x", "é", "A" * 3000, "=="])
def test_what_names_none_shows_the_list(desk: AccountDesk, passkey: Passkey, named: str) -> None:
    assert "Create a passkey" in desk.look(HERE, remove=named)


def test_changes_want_a_recent_sign_in(desk: AccountDesk, passkey: Passkey, clock: Clock) -> None:
    # checklist 45
    clock.advance(minutes=6)
    shown_id = verbs.shown_id(passkey)

    assert asks_to_sign_in(desk.send(HERE, {"remove": shown_id}))
    assert asks_to_sign_in(desk.send(HERE, {"rename": shown_id}, name="Mine"))
    assert Passkey.objects.get().name == passkey.name


@pytest.mark.parametrize("page", [HERE, ADD])
def test_where_the_pool_takes_none_there_is_no_page(web: Client, other_pool: UserPool, page: str) -> None:
    people.confirmed(other_pool, "alice")
    desk = AccountDesk(web, make_client(other_pool, "app", **oauth.SETTINGS)).sign_in()

    told = desk.after(desk.send(page, credential="{}"))

    assert problem(told) == "That isn't part of your account here."
    assert "account/passkeys" not in desk.look()


def test_many_cost_no_more_queries(
    desk: AccountDesk, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        passkeys.registered(alice, desk.app)
    desk.look(HERE)

    with django_assert_num_queries(6):
        desk.look(HERE)

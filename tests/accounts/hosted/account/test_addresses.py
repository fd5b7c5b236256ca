"""`/account/email` and `/account/phone`: an address counts when its code was entered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.conftest import make_client, make_pool
from tests.support import mailbox, oauth, people
from tests.support.account_desk import AccountDesk, field_error, problem, said
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

NEW = "alice@new.example.com"
FIRST_VERIFIED: dict[str, Any] = {
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}
}


@pytest.fixture
def careful(web: Client, db: None) -> AccountDesk:
    """Of a pool that keeps the old address until the new one is proved."""
    pool = make_pool("careful", **FIRST_VERIFIED)
    people.confirmed(pool, "alice")
    return AccountDesk(web, make_client(pool, "app", **oauth.SETTINGS)).sign_in()


def alice() -> User:
    return User.objects.get(username="alice")


def notices(event: str) -> list[str]:
    return list(OutboxMessage.objects.filter(event=event).values_list("recipient", flat=True))


def test_a_new_address_waits_for_its_code(careful: AccountDesk) -> None:
    page = careful.after(careful.send("account/email", address=NEW))

    assert f'We sent a code to <b><bdi dir="ltr">{NEW}</bdi></b>' in page
    assert (alice().email, alice().email_verified) == ("alice@example.com", True)


def test_the_code_makes_it_the_users_and_the_old_one_is_told(careful: AccountDesk) -> None:
    # checklist 45
    careful.send("account/email", address=NEW)

    sent = careful.send("account/email", {"step": "code"}, code=mailbox.code(NEW))

    assert said(careful.after(sent)) == "Your address is verified."
    assert (alice().email, alice().email_verified) == (NEW, True)
    assert notices("EmailChanged") == ["alice@example.com"]


def test_a_wrong_code_changes_nothing(careful: AccountDesk) -> None:
    careful.send("account/email", address=NEW)
    wrong = f"{(int(mailbox.code(NEW)) + 1) % 1_000_000:06d}"

    page = careful.send("account/email", {"step": "code"}, code=wrong).content.decode()

    assert "That code isn" in field_error(page, "code")
    assert alice().email == "alice@example.com"


def test_a_code_that_was_used_is_good_no_more(careful: AccountDesk) -> None:
    careful.send("account/email", address=NEW)
    code = mailbox.code(NEW)
    careful.send("account/email", {"step": "code"}, code=code)

    page = careful.after(careful.send("account/email", {"step": "code"}, code=code))

    assert problem(page) == "That code has expired. We can send a new one."


def test_a_code_that_is_too_old_is_good_no_more(careful: AccountDesk, clock: Clock) -> None:
    careful.send("account/email", address=NEW)
    code = mailbox.code(NEW)
    clock.advance(hours=25)
    careful.sign_in()

    careful.send("account/email", {"step": "code"}, code=code)

    assert alice().email == "alice@example.com"


def test_another_code_can_be_had(careful: AccountDesk) -> None:
    careful.send("account/email", address=NEW)

    page = careful.after(careful.send("account/email", answer="send"))

    assert said(page) == "Sent again to a***@n***."
    assert OutboxMessage.objects.filter(recipient=NEW).count() == 2


def test_where_the_pool_does_not_wait_the_new_address_counts_at_once(desk: AccountDesk) -> None:
    desk.send("account/email", address=NEW)

    assert (alice().email, alice().email_verified) == (NEW, False)
    assert notices("EmailChanged") == ["alice@example.com"]


def test_an_address_that_is_not_proved_can_be(desk: AccountDesk) -> None:
    User.objects.update(email_verified=False)
    offered = "Send a code to verify it" in desk.look("account/email")
    desk.send("account/email", answer="send")

    desk.send("account/email", {"step": "code"}, code=mailbox.code("alice@example.com"))

    assert offered
    assert alice().email_verified


@pytest.mark.parametrize("address", ["alice", "alice@", "a@b@c", "<script>", ""])
def test_what_is_no_address_is_refused_beside_the_field(desk: AccountDesk, address: str) -> None:
    page = desk.send("account/email", address=address).content.decode()

    assert field_error(page, "address")
    assert alice().email == "alice@example.com"


def test_the_present_address_is_no_new_one(desk: AccountDesk) -> None:
    page = desk.send("account/email", address="alice@example.com").content.decode()

    assert field_error(page, "address") == "That is your address already."
    assert alice().email_verified


def test_the_address_of_another_who_signs_in_by_it_is_refused(web: Client, email_client: AppClient) -> None:
    email_client.settings |= oauth.SETTINGS
    email_client.save()
    people.confirmed(email_client.pool, "alice")
    people.confirmed(email_client.pool, "bob")
    desk = AccountDesk(web, email_client).sign_in("alice@example.com")

    page = desk.send("account/email", address="bob@example.com").content.decode()

    assert field_error(page, "address").startswith("Another account uses this address.")
    assert User.objects.filter(email="alice@example.com").exists()


def test_a_phone_number_may_be_grouped(desk: AccountDesk) -> None:
    desk.send("account/phone", address="+1 (555) 123-0001")

    assert alice().phone_number == "+15551230001"
    assert notices("PhoneNumberChanged") == ["alice@example.com"]


def test_what_is_no_number_is_refused(desk: AccountDesk) -> None:
    page = desk.send("account/phone", address="555").content.decode()

    assert field_error(page, "address").startswith("Start with +")


def test_what_the_client_may_not_write_cannot_be_changed(desk: AccountDesk) -> None:
    # checklist 68
    desk.app.settings |= {"WriteAttributes": ["name"]}
    desk.app.save()

    desk.send("account/email", address=NEW)
    page = desk.look("account/email")

    assert "New email" not in page
    assert alice().email == "alice@example.com"


def test_what_the_client_may_not_read_is_not_there(desk: AccountDesk) -> None:
    # checklist 68
    desk.app.settings |= {"ReadAttributes": ["name"]}
    desk.app.save()

    page = desk.after(desk.send("account/email", address=NEW))

    assert problem(page) == "That isn't part of your account here."
    assert alice().email == "alice@example.com"


def test_codes_are_not_sent_without_end(desk: AccountDesk) -> None:
    # checklist 40
    User.objects.update(email_verified=False)
    for _ in range(5):
        desk.send("account/email", answer="send")

    page = desk.after(desk.send("account/email", answer="send"))

    assert problem(page) == "Too many attempts. Wait a while, then try again."


def test_somebody_elses_code_is_none(careful: AccountDesk, other_pool: UserPool) -> None:
    # checklist 4
    stranger = people.confirmed(careful.app.pool, "bob")
    other = AccountDesk(Client(headers={"host": "localhost"}), careful.app).sign_in("bob")
    careful.send("account/email", address=NEW)

    page = other.after(other.send("account/email", {"step": "code"}, code=mailbox.code(NEW)))

    assert problem(page) == "That code has expired. We can send a new one."
    assert User.objects.get(pk=stranger.pk).email == "bob@example.com"

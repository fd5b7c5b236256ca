"""Codes are sent to a few people for a few callers, whatever ways are used in turn (checklist 40)."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts import password_reset, profile, sending, sign_up, subjects, users
from accounts.models import AttemptCount, User
from accounts.models.auth_session import BY_ADMINISTRATOR, Context
from accounts.users import Invitation
from console import environment
from console.environment import Misconfigured
from pools.core.errors import LimitExceededException, TooManyRequestsException
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.conftest import make_client, make_pool
from tests.support import people
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

CALLER = Context(ip="198.51.100.4")
SERVER = Context(ip="198.51.100.4", by_server=True)
EXCEEDED = "Attempt limit exceeded, please try after some time."


@pytest.fixture(autouse=True)
def _noon(clock: Clock) -> None:
    """Windows begin with the hour; no test is to run over such a moment."""
    clock.stop()


@pytest.fixture
def limits(settings: Settings) -> dict[str, int]:
    """No limit but those that a test sets."""
    none = dict.fromkeys(environment.SENDING_LIMITS, 0)
    settings.POOLHOUSE_SENDING_LIMITS = none
    return none


@pytest.fixture
def sms_client(db: None) -> AppClient:
    """Of a pool that verifies telephone numbers."""
    return make_client(make_pool("phones", AutoVerifiedAttributes=["phone_number"]))


def signing_up(
    client: AppClient, number: int, *, context: Context = CALLER, email: str = "", phone_number: str = ""
) -> Callable[[], object]:
    named = {"email": email, "phone_number": phone_number}
    wanted = {name: value for name, value in named.items() if value} or {"email": f"user{number}@example.com"}
    return lambda: sign_up.sign_up(
        client, username=f"user{number}", password=people.PASSWORD, attributes=wanted, context=context
    )


def accepted(*calls: Callable[[], object]) -> int:
    """How many calls were made before one was refused, as the next ones are too."""
    for number, call in enumerate(calls):
        try:
            call()
        except (LimitExceededException, TooManyRequestsException):
            return number
    return len(calls)


def test_one_mailbox_gets_a_few_codes_under_whatever_name(limits: dict[str, int], client: AppClient) -> None:
    # checklist 40
    limits["destination"] = 3
    addresses = ["ann@example.com", "Ann@example.com", "ann+1@example.com", "ann+2@example.com"]

    assert accepted(*(signing_up(client, n, email=address) for n, address in enumerate(addresses))) == 3
    assert OutboxMessage.objects.count() == 3
    assert not User.objects.filter(username="user3").exists()


def test_signing_up_and_asking_again_in_turn_count_together(limits: dict[str, int], client: AppClient) -> None:
    # checklist 40
    limits["destination"] = 3
    address = "ann@example.com"

    calls = [
        signing_up(client, 1, email=address),
        lambda: sign_up.resend(client, username="user1", context=CALLER),
        signing_up(client, 2, email=address),
        lambda: sign_up.resend(client, username="user2", context=CALLER),
        lambda: password_reset.forgot(client, username="user1", context=CALLER),
    ]

    assert accepted(*calls) == 3


def test_every_way_of_sending_counts_on_the_user(limits: dict[str, int], client: AppClient, alice: User) -> None:
    # checklist 40
    limits["user"] = 2
    password_reset.forgot(client, username="alice", context=CALLER)
    profile.update(alice, attributes={"email": "new@example.com"}, client=client, context=CALLER)

    with pytest.raises(TooManyRequestsException, match=EXCEEDED):
        profile.update(alice, attributes={"email": "newer@example.com"}, client=client, context=CALLER)

    alice.refresh_from_db()
    assert alice.email == "new@example.com"


def test_a_range_of_numbers_gets_a_few_codes(limits: dict[str, int], sms_client: AppClient) -> None:
    # checklist 40
    limits["range"] = 2

    numbers = [signing_up(sms_client, n, phone_number=f"+4479460000{n:02}") for n in range(3)]

    assert accepted(*numbers) == 2
    assert accepted(signing_up(sms_client, 9, phone_number="+447946010000")) == 1


def test_one_caller_gets_a_few_codes(limits: dict[str, int], client: AppClient) -> None:
    # checklist 40
    limits["caller"] = 2

    assert accepted(*(signing_up(client, n) for n in range(3))) == 2
    assert accepted(signing_up(client, 3, context=Context(ip="198.51.100.5"))) == 1


def test_the_addresses_of_one_ipv6_network_are_one_caller(limits: dict[str, int], client: AppClient) -> None:
    limits["caller"] = 2

    calls = [signing_up(client, n, context=Context(ip=f"2001:db8::{n}")) for n in range(3)]

    assert accepted(*calls) == 2


def test_a_server_that_calls_for_many_people_is_no_caller(limits: dict[str, int], client: AppClient) -> None:
    limits["caller"] = 1

    assert accepted(*(signing_up(client, n, context=SERVER) for n in range(3))) == 3


def test_a_pool_sends_so_many_codes_in_a_day(limits: dict[str, int], client: AppClient, clock: Clock) -> None:
    # checklist 40
    limits["pool"] = 2
    calls = [signing_up(client, n, context=Context(ip=f"198.51.100.{n}")) for n in range(3)]

    assert accepted(*calls) == 2
    clock.advance(days=1)
    assert accepted(calls[2]) == 1


def test_the_next_hour_begins_anew(limits: dict[str, int], client: AppClient, clock: Clock) -> None:
    limits["destination"] = 1
    signing_up(client, 1, email="ann@example.com")()

    clock.advance(hours=1)

    assert accepted(signing_up(client, 2, email="ann@example.com")) == 1


def test_what_one_limit_refuses_counts_on_none(limits: dict[str, int], client: AppClient, alice: User) -> None:
    limits |= {"user": 1, "destination": 9, "pool": 9}
    subject = subjects.of(client.pool, alice, "")

    calls = [lambda: sending.spend(client.pool, subject, address="ann@example.com", context=CALLER)] * 4

    assert accepted(*calls) == 1
    counts = AttemptCount.objects.exclude(kind="codes.user").values_list("count", flat=True)
    assert list(counts) == [1, 1]


def test_another_pool_has_its_own_count(limits: dict[str, int], client: AppClient, other_pool: UserPool) -> None:
    limits |= {"destination": 1, "caller": 1, "pool": 1}
    other = make_client(other_pool)

    assert accepted(*(signing_up(each, 1, email="ann@example.com") for each in (client, other))) == 2


def test_administrators_are_held_to_the_limits_of_a_mailbox_only(limits: dict[str, int], pool: UserPool) -> None:
    limits |= {"destination": 2, "range": 1, "caller": 1, "pool": 1}

    def inviting(name: str) -> Callable[[], object]:
        attributes = {"email": "ann@example.com"}
        invitation = Invitation(mediums=("EMAIL",))
        return lambda: users.admin_create(pool, username=name, attributes=attributes, invitation=invitation)

    assert accepted(inviting("ann"), inviting("anna"), inviting("anne")) == 2


def test_an_administrators_reset_is_not_limited_by_the_pool(
    limits: dict[str, int], pool: UserPool, alice: User
) -> None:
    limits |= {"range": 1, "caller": 1, "pool": 1}
    sending.spend(pool, b"x" * 32, address="ann@example.com", context=CALLER)

    assert accepted(lambda: password_reset.admin_reset(alice)) == 1


def test_names_that_nobody_has_are_limited_alike(
    limits: dict[str, int], hiding_client: AppClient, alice: User
) -> None:  # checklist 29
    limits |= {"user": 2}

    def asked(username: str) -> int:
        return accepted(*[lambda: password_reset.forgot(hiding_client, username=username, context=CALLER)] * 4)

    assert asked("alice") == asked("nobody") == 2


def test_asking_again_is_limited_alike(limits: dict[str, int], hiding_client: AppClient) -> None:
    # checklist 29
    limits |= {"destination": 2}
    people.unconfirmed(hiding_client, "bob")
    limits |= {"destination": 3}

    def asked(username: str) -> int:
        return accepted(*[lambda: sign_up.resend(hiding_client, username=username, context=CALLER)] * 4)

    # Bob has had a code at his sign-up.
    assert (asked("bob"), asked("nobody")) == (2, 3)


def test_the_operator_is_warned_once_and_reads_no_address(
    limits: dict[str, int], client: AppClient, caplog: pytest.LogCaptureFixture
) -> None:  # checklist 40
    limits |= {"destination": 1, "caller": 3}
    with caplog.at_level(logging.WARNING, "accounts.sending"):
        accepted(*(signing_up(client, n, email="ann@example.com") for n in range(2)))
        accepted(*(signing_up(client, n, email="ann@example.com") for n in range(2, 4)))
        accepted(*(signing_up(client, n) for n in range(4, 8)))

    assert [record.getMessage().partition("limit ")[2].strip() for record in caplog.records] == [
        "per destination",
        "per caller 198.51.100.4",
    ]


def test_all_limits_take_one_statement(client: AppClient, alice: User) -> None:
    subject = subjects.of(client.pool, alice, "")
    with CaptureQueriesContext(connection) as captured:
        sending.spend(client.pool, subject, address="+447946000000", context=CALLER)

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == 1
    assert AttemptCount.objects.count() == 5


def test_a_limit_that_is_lifted_is_not_counted(limits: dict[str, int], client: AppClient, alice: User) -> None:
    sending.spend(client.pool, subjects.of(client.pool, alice, ""), address="a@example.com", context=BY_ADMINISTRATOR)

    assert not AttemptCount.objects.exists()


def test_limits_are_set_one_by_one() -> None:
    assert environment.sending_limits("pool=0,user=5") == environment.SENDING_LIMITS | {"pool": 0, "user": 5}


@pytest.mark.parametrize("word", ["users=5", "user", "user=-1", "user=many", "user=5;pool=1"])
def test_a_limit_that_cannot_be_read_stops_the_start(word: str) -> None:
    with pytest.raises(Misconfigured, match="POOLHOUSE_SENDING_LIMITS"):
        environment.sending_limits(word)

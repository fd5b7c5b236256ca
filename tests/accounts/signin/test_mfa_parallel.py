"""Second factors under parallel fire; on PostgreSQL with real parallelism."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts import recovery_codes, software_tokens
from accounts.models import SoftwareToken, User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge
from pools.models import AppClient
from tests.accounts.conftest import make_client
from tests.accounts.test_parallel import TOGETHER, all_at_once
from tests.support import factors, people
from tests.support.clock import Clock
from tests.support.factors import App

pytestmark = pytest.mark.django_db(transaction=True)

USED = "ExpiredCodeException: Your software token has already been used once."
WRONG = "CodeMismatchException: Invalid code received for user"
EXCEEDED = "NotAuthorizedException: Password attempts exceeded"


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


@pytest.fixture
def client(transactional_db: None, clock: Clock) -> AppClient:
    clock.stop()
    return make_client(factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", name="crowd"))


def asked(client: AppClient) -> Challenge:
    parameters = {"USERNAME": "carol", "PASSWORD": people.PASSWORD}
    outcome = engine.begin(client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())
    assert isinstance(outcome, Challenge)
    return outcome


def enter(client: AppClient, challenge: Challenge, code: str) -> object:
    return engine.answer(
        client,
        challenge=challenge.name,
        session=challenge.session,
        responses={"USERNAME": "carol", "SOFTWARE_TOKEN_MFA_CODE": code},
        context=Context(),
    )


def test_a_code_in_fifty_sessions_at_once_signs_in_once(client: AppClient) -> None:  # checklist 44
    app = factors.with_app(people.confirmed(client.pool, "carol"))
    code, waiting = app.code(), [asked(client) for _ in range(TOGETHER)]
    ended = all_at_once(lambda: enter(client, waiting.pop(), code))
    assert ended == {"SignedIn": 1, USED: TOGETHER - 1}


def test_of_fifty_guesses_at_once_five_are_looked_at(client: AppClient) -> None:  # checklist 30, 44
    app = factors.with_app(people.confirmed(client.pool, "carol"))
    wrong, waiting = app.code(steps=9), [asked(client) for _ in range(TOGETHER)]
    ended = all_at_once(lambda: enter(client, waiting.pop(), wrong))
    assert ended == {WRONG: 5, EXCEEDED: TOGETHER - 5}


def test_a_recovery_code_used_fifty_times_at_once_signs_in_once(client: AppClient) -> None:  # checklist 45
    carol = people.confirmed(client.pool, "carol")
    factors.with_app(carol)
    code, waiting = recovery_codes.replace(carol)[0], [asked(client) for _ in range(TOGETHER)]
    ended = all_at_once(lambda: enter(client, waiting.pop(), code))
    assert ended["SignedIn"] == 1
    assert recovery_codes.left(carol) == 9


def test_codes_made_anew_many_times_at_once_leave_ten(client: AppClient) -> None:  # checklist 45
    carol = people.confirmed(client.pool, "carol")
    all_at_once(lambda: recovery_codes.replace(User.objects.get(pk=carol.pk)), times=8)
    assert recovery_codes.left(carol) == 10


def test_an_app_is_registered_once_by_one_code(client: AppClient) -> None:
    carol = people.confirmed(client.pool, "carol")
    app = App(software_tokens.associate(carol))
    code = app.code()
    ended = all_at_once(lambda: software_tokens.verify(carol, code=code), times=5)
    assert ended["NoneType"] == 1
    assert SoftwareToken.objects.get().is_verified

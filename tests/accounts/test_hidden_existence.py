"""Nobody and somebody cost the same work, so that neither answer nor time tells who exists (checklist 29)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import password_reset, sign_up
from accounts.crypto import argon2, srp
from accounts.models import User
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import Challenge
from pools.core.errors import CognitoError, NotAuthorizedException
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.conftest import make_client
from tests.support import guarded, passkeys, people, riddles
from tests.support.authenticator import Authenticator, decoded
from tests.support.scripted_triggers import ScriptedTriggers

pytestmark = pytest.mark.django_db


def work_of(action: Callable[[], object]) -> list[str]:
    """The SQL statements that the action runs, without their values."""
    with CaptureQueriesContext(connection) as captured:
        try:
            action()
        except CognitoError as error:
            return [*(_shape(query["sql"]) for query in captured.captured_queries), f"{error.code}: {error.message}"]
    return [_shape(query["sql"]) for query in captured.captured_queries]


def _shape(statement: str) -> str:
    return re.sub(r"SAVEPOINT .*|'[^']*'|\b\d+\b|X'[^']*'|::\w+", "?", statement)[:120]


def by_password(client: AppClient, username: str) -> Callable[[], object]:
    parameters = {"USERNAME": username, "PASSWORD": "Wrong-1234!"}
    return lambda: engine.begin(
        client, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context(ip="203.0.113.7")
    )


def by_srp(client: AppClient, username: str) -> Callable[[], object]:
    parameters = {"USERNAME": username, "SRP_A": f"{pow(2, 12345, int(srp.N)):x}"}
    return lambda: engine.begin(client, flow="USER_SRP_AUTH", parameters=parameters, context=Context(ip="203.0.113.7"))


def test_a_wrong_password_runs_the_same_statements_for_nobody(hiding_client: AppClient, alice: User) -> None:
    assert work_of(by_password(hiding_client, "alice")) == work_of(by_password(hiding_client, "nobody"))


def test_a_wrong_password_costs_a_hash_for_nobody_too(
    hiding_client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = Mock(wraps=argon2._hasher())
    monkeypatch.setattr(argon2, "_hasher", lambda: hasher)
    work_of(by_password(hiding_client, "nobody"))
    assert hasher.verify.call_count == 1


def test_srp_runs_the_same_statements_for_nobody(hiding_client: AppClient, alice: User) -> None:
    assert work_of(by_srp(hiding_client, "alice")) == work_of(by_srp(hiding_client, "nobody"))


def by_riddle(client: AppClient, username: str) -> Callable[[], object]:
    """Begin a custom sign-in and answer wrongly."""

    def action() -> object:
        asked = engine.begin(client, flow="CUSTOM_AUTH", parameters={"USERNAME": username}, context=Context())
        assert isinstance(asked, Challenge)
        responses = {"USERNAME": username, "ANSWER": "rain"}
        return engine.answer(
            client, challenge=asked.name, session=asked.session, responses=responses, context=Context()
        )

    return action


def test_a_riddle_runs_the_same_statements_for_nobody(pool: UserPool, alice: User, functions: ScriptedTriggers) -> None:
    riddles.attach(pool, functions)
    flows = ["ALLOW_CUSTOM_AUTH"]
    client = make_client(pool, ExplicitAuthFlows=flows, PreventUserExistenceErrors="ENABLED")
    assert work_of(by_riddle(client, "alice")) == work_of(by_riddle(client, "nobody"))


def test_a_disabled_user_is_like_none(hiding_client: AppClient, alice: User) -> None:
    User.objects.update(enabled=False)
    assert work_of(by_password(hiding_client, "alice"))[-1] == work_of(by_password(hiding_client, "nobody"))[-1]


@pytest.mark.parametrize("username", ["alice", "nobody"])
@pytest.mark.parametrize("asked", ["forgot", "resend", "confirm", "confirm_forgot"])
def test_answers_about_codes_take_their_time(hiding_client: AppClient, alice: User, asked: str, username: str) -> None:
    calls = {
        "forgot": lambda: password_reset.forgot(hiding_client, username=username),
        "resend": lambda: sign_up.resend(hiding_client, username=username),
        "confirm": lambda: sign_up.confirm(hiding_client, username=username, code="123456"),
        "confirm_forgot": lambda: password_reset.confirm_forgot(
            hiding_client, username=username, code="123456", password="Brand-new-1!"
        ),
    }
    started = time.monotonic()
    work_of(calls[asked])
    assert time.monotonic() - started >= 0.05


@pytest.mark.parametrize("change", [{"email_verified": False}, {"enabled": False}, {"status": "FORCE_CHANGE_PASSWORD"}])
def test_who_cannot_be_sent_a_reset_code_is_like_nobody(
    hiding_client: AppClient, alice: User, change: dict[str, object]
) -> None:
    User.objects.update(**change)
    nobody = sign_up.made_up_delivery(hiding_client, "alice")
    assert password_reset.forgot(hiding_client, username="alice") == nobody
    assert not OutboxMessage.objects.exists()


def test_a_code_asked_for_again_by_the_confirmed_is_like_nobodys(hiding_client: AppClient, alice: User) -> None:
    nobody = sign_up.made_up_delivery(hiding_client, "alice")
    assert sign_up.resend(hiding_client, username="alice") == nobody
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_a_pool_that_only_administrators_reset_says_so_to_everybody(
    hiding_client: AppClient, alice: User, username: str
) -> None:
    pool = hiding_client.pool
    pool.settings["AccountRecoverySetting"] = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    with pytest.raises(NotAuthorizedException, match="Contact administrator to reset password"):
        password_reset.forgot(hiding_client, username=username)


def test_a_passkey_is_asked_for_and_refused_by_the_same_statements_for_nobody() -> None:
    client = passkeys.client(passkeys.pool(), PreventUserExistenceErrors="ENABLED")
    nobody = next(passkeys.nobodies(client.pool))
    passkeys.registered(people.confirmed(client.pool, "alice"), client)
    asked = work_of(lambda: passkeys.asked(client, "alice")), work_of(lambda: passkeys.asked(client, nobody))
    refused = work_of(by_strange_passkey(client, "alice")), work_of(by_strange_passkey(client, nobody))
    assert asked[0] == asked[1]
    assert refused[0] == refused[1]


def by_strange_passkey(client: AppClient, username: str) -> Callable[[], object]:
    challenge = passkeys.asked(client, username)
    options = passkeys.options_of(challenge)
    stranger = Authenticator(passkeys.ORIGIN)
    stranger.id = decoded(options["allowCredentials"][0]["id"])
    return passkeys.answering(client, challenge, stranger.get(options), username=username)


@pytest.fixture
def guarded_client() -> AppClient:
    """Of a pool with threat protection."""
    return make_client(guarded.pool(), PreventUserExistenceErrors="ENABLED")


def statements(action: Callable[[], object]) -> list[str]:
    """What kinds of statements the action runs, and how it ends: events are kept of somebody only."""
    return [shape.partition(" ")[0] if " " in shape[:10] else shape for shape in work_of(action)]


@pytest.mark.parametrize("by", [by_password, by_srp])
def test_under_threat_protection_nobody_costs_what_somebody_does(
    guarded_client: AppClient, by: Callable[[AppClient, str], Callable[[], object]]
) -> None:
    people.confirmed(guarded_client.pool, "alice")
    for _ in range(2):
        alices, nobodies = (statements(by(guarded_client, name)) for name in ("alice", "nobody"))
        assert alices == nobodies


def test_under_threat_protection_a_wrong_proof_costs_the_same_for_nobody(guarded_client: AppClient) -> None:
    people.confirmed(guarded_client.pool, "alice")
    alices, nobodies = (statements(proving(guarded_client, name)) for name in ("alice", "nobody"))
    assert alices == nobodies


def proving(client: AppClient, username: str) -> Callable[[], object]:
    """Open a sign-in by SRP, and prove nothing."""
    asked = by_srp(client, username)()
    assert isinstance(asked, Challenge)
    responses = {
        "USERNAME": asked.parameters["USERNAME"],
        "PASSWORD_CLAIM_SECRET_BLOCK": asked.parameters["SECRET_BLOCK"],
        "PASSWORD_CLAIM_SIGNATURE": "AAAA",
        "TIMESTAMP": "Tue Jan 2 03:04:05 UTC 2024",
    }
    return lambda: engine.answer(
        client, challenge=asked.name, session=None, responses=responses, context=Context(ip="203.0.113.7")
    )

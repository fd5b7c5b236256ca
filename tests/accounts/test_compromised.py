"""Passwords that others know: found offline, or at a service of k-anonymity, and blocked where the pool wants it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP
from pytest_django.fixtures import Settings

from accounts import compromised, password_reset, passwords, sign_up
from accounts.models import AuthEvent, User
from pools import user_pools
from pools.core.errors import InvalidPasswordException, PasswordResetRequiredException
from pools.models import AppClient, UserPool
from tests.accounts.api.test_auth import error_of, password_auth
from tests.support import guarded, people

pytestmark = pytest.mark.django_db

COMMON = "password1"
POLICY = {"PasswordPolicy": {"MinimumLength": 6}}
CANNOT = "Provided password cannot be used for security reasons."


@pytest.fixture
def pool(db: None) -> UserPool:
    return guarded.pool(Policies=POLICY)


@pytest.fixture
def carol(pool: UserPool) -> User:
    """She has a password that many people have."""
    return people.confirmed(pool, "carol", password=COMMON)


def begin(client: AppClient) -> Any:
    return guarded.begin(client, username="carol", password=COMMON)


@pytest.mark.parametrize("password", ["password1", "PassWord1", "qwerty123", "123456789"])
def test_common_passwords_are_known_offline(password: str) -> None:
    assert compromised.is_known(password)


def test_a_password_of_ones_own_is_not_known() -> None:
    assert not compromised.is_known(people.PASSWORD)


def test_a_known_password_is_no_way_in(client: AppClient, pool: UserPool, carol: User) -> None:
    guarded.block_compromised(pool)

    with pytest.raises(PasswordResetRequiredException):
        begin(client)

    event = AuthEvent.objects.get()
    assert (event.response, event.compromised, event.risk_decision) == ("Fail", True, "Block")
    assert [entry["ChallengeResponse"] for entry in event.challenges] == ["Success"]


def test_whose_password_is_known_must_choose_another(client: AppClient, pool: UserPool, carol: User) -> None:
    guarded.block_compromised(pool)
    with pytest.raises(PasswordResetRequiredException):
        begin(client)
    password_reset.forgot(client, username="carol")
    code = people.last_code("carol@example.com")

    with pytest.raises(InvalidPasswordException, match=CANNOT):
        password_reset.confirm_forgot(client, username="carol", code=code, password="iloveyou1")
    password_reset.confirm_forgot(client, username="carol", code=code, password=people.PASSWORD)

    assert guarded.sign_in(client, username="carol").user == carol


def test_a_wrong_password_that_many_have_is_just_wrong(client: AppClient, pool: UserPool) -> None:
    people.confirmed(pool, "alice")
    guarded.block_compromised(pool)

    with pytest.raises(Exception, match="Incorrect username or password"):
        guarded.begin(client, password=COMMON)

    assert not AuthEvent.objects.get().compromised


@pytest.mark.parametrize(("mode", "action"), [("AUDIT", "BLOCK"), ("ENFORCED", "NO_ACTION")])
def test_it_is_noted_where_it_is_not_blocked(
    client: AppClient, pool: UserPool, carol: User, mode: str, action: str
) -> None:
    pool.settings["UserPoolAddOns"]["AdvancedSecurityMode"] = mode
    pool.save()
    guarded.block_compromised(pool, action=action)
    client.refresh_from_db()

    guarded.sign_in(client, username="carol", password=COMMON)

    assert AuthEvent.objects.get().compromised
    carol.refresh_from_db()
    assert carol.status == "CONFIRMED"


def test_srp_sends_no_password_that_could_be_looked_at(
    anonymous_idp: Any, client: AppClient, pool: UserPool, carol: User
) -> None:
    guarded.block_compromised(pool)
    attempt = AWSSRP(username="carol", password=COMMON, pool_id=pool.id, client_id=client.id, client=anonymous_idp)

    assert "AccessToken" in attempt.authenticate_user()["AuthenticationResult"]


def test_events_that_are_filtered_out_are_not_looked_at(client: AppClient, pool: UserPool, carol: User) -> None:
    guarded.block_compromised(pool, "SIGN_UP")

    assert guarded.sign_in(client, username="carol", password=COMMON)


def test_nobody_signs_up_with_a_known_password(client: AppClient, pool: UserPool) -> None:
    guarded.block_compromised(pool, "SIGN_UP")

    with pytest.raises(InvalidPasswordException, match=CANNOT):
        sign_up.sign_up(client, username="bob", password=COMMON, attributes={"email": "bob@example.com"})

    assert not User.objects.exists()


def test_nobody_changes_to_a_known_password(anonymous_idp: Any, client: AppClient, pool: UserPool) -> None:
    people.confirmed(pool, "alice")
    guarded.block_compromised(pool, "PASSWORD_CHANGE")
    token = password_auth(anonymous_idp, client)["AuthenticationResult"]["AccessToken"]

    assert error_of(
        lambda: anonymous_idp.change_password(
            AccessToken=token, PreviousPassword=people.PASSWORD, ProposedPassword=COMMON
        )
    ) == ("InvalidPasswordException", CANNOT)
    assert guarded.sign_in(client)


def test_a_temporary_password_is_not_replaced_by_a_known_one(
    anonymous_idp: Any, client: AppClient, pool: UserPool
) -> None:
    people.invited(pool, "ivy", temporary_password=COMMON)
    guarded.block_compromised(pool)
    asked = password_auth(anonymous_idp, client, "ivy", COMMON)

    def answer(password: str) -> Any:
        return anonymous_idp.respond_to_auth_challenge(
            ClientId=client.id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": "ivy", "NEW_PASSWORD": password},
        )

    assert error_of(lambda: answer("qwerty123")) == ("InvalidPasswordException", CANNOT)
    assert "AuthenticationResult" in answer(people.PASSWORD)


def test_an_administrators_choice_is_not_looked_at(pool: UserPool, carol: User) -> None:
    guarded.block_compromised(pool)

    passwords.set_password(carol, password="qwerty123", permanent=True)

    carol.refresh_from_db()
    assert carol.status == "CONFIRMED"


def test_a_pool_without_threat_protection_looks_at_nothing(db: None) -> None:
    pool = user_pools.create(region="us-east-1", name="plain", settings={"Policies": POLICY})
    people.confirmed(pool, "carol", password=COMMON)

    assert not AuthEvent.objects.exists()


# A service that knows breached passwords -----------------------------------------------------------------------------


class Breaches(BaseHTTPRequestHandler):
    """Speaks like Have I Been Pwned's range API."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Add-Padding"]))  # type: ignore[attr-defined]
        time.sleep(self.server.delay)  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()
        self.wfile.write(self.server.lines)  # type: ignore[attr-defined]

    def log_message(self, *args: Any) -> None:
        pass


class BreachesServer(HTTPServer):
    asked: list[tuple[str, str]]
    delay = 0.0
    status = 200
    lines = b""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side hung up; that is what is tested."""


@pytest.fixture
def breaches(settings: Settings) -> Iterator[BreachesServer]:
    server = BreachesServer(("127.0.0.1", 0), Breaches)
    server.asked = []
    settings.POOLHOUSE_OUTBOUND_ALLOW = ["127.0.0.0/8"]
    settings.POOLHOUSE_BREACHES_URL = f"http://127.0.0.1:{server.server_port}/range/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def digest(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


def test_a_breached_password_is_known(breaches: BreachesServer) -> None:
    breaches.lines = f"{'0' * 35}:3\r\n{digest(people.PASSWORD)[5:]}:42\r\n".encode()

    assert compromised.is_known(people.PASSWORD)
    assert breaches.asked == [(f"/range/{digest(people.PASSWORD)[:5]}", "true")]


def test_only_a_few_digits_of_a_hash_leave_the_house(breaches: BreachesServer) -> None:
    breaches.lines = f"{'0' * 35}:3\r\n".encode()

    assert not compromised.is_known(people.PASSWORD)
    assert len(breaches.asked[0][0].rpartition("/")[2]) == 5


def test_padding_is_no_breach(breaches: BreachesServer) -> None:
    breaches.lines = f"{digest(people.PASSWORD)[5:]}:0\r\n".encode()

    assert not compromised.is_known(people.PASSWORD)


def test_a_common_password_is_not_asked_about(breaches: BreachesServer) -> None:
    assert compromised.is_known(COMMON)
    assert breaches.asked == []


def test_who_does_not_answer_in_time_is_not_waited_for(
    breaches: BreachesServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compromised, "_SECONDS", 0.05)
    breaches.delay = 0.5
    breaches.lines = f"{digest(people.PASSWORD)[5:]}:42\r\n".encode()

    assert not compromised.is_known(people.PASSWORD)
    assert "could not be looked up" in caplog.text
    assert people.PASSWORD not in caplog.text


def test_a_service_that_fails_is_not_believed(breaches: BreachesServer, caplog: pytest.LogCaptureFixture) -> None:
    breaches.status = 503
    breaches.lines = f"{digest(people.PASSWORD)[5:]}:42\r\n".encode()

    assert not compromised.is_known(people.PASSWORD)
    assert "status 503" in caplog.text

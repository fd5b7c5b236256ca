"""Limits on requests hold for the hosted pages and the token endpoint, too, in the categories of their operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from pools.models import AppClient, OutboxMessage, UserPool
from tests.support import hosted_desk, machines, oauth, people
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk
from tests.support.limits import Limit, limiter

pytestmark = pytest.mark.django_db

BUSY = "We are busy right now."


@pytest.fixture
def limit(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Limit:
    """In a second that does not end."""
    clock.stop()
    return limiter(settings, tmp_path, monkeypatch)


@pytest.fixture
def desk(web: Client, app: AppClient) -> HostedDesk:
    return HostedDesk(web, app)


def test_who_signs_in_beyond_the_limit_is_asked_to_try_again(desk: HostedDesk, alice: User, limit: Limit) -> None:
    limit("UserAuthentication", 1)
    assert "Incorrect" in hosted_desk.text(desk.sign_in("alice", "Wrong-1234!"))

    assert BUSY in hosted_desk.text(desk.sign_in("alice"))


def test_a_challenge_beyond_the_limit_stays_open(desk: HostedDesk, pool: UserPool, limit: Limit) -> None:
    people.invited(pool, "ivy", temporary_password=people.PASSWORD)
    assert desk.leads_to(desk.sign_in("ivy"), "challenge")
    limit("UserAuthentication", 1)
    new = {"password": "Brand-new-1!"}
    for _ in range(4):
        assert BUSY not in hosted_desk.text(desk.send(password="short"))

    assert BUSY in hosted_desk.text(desk.send(**new))
    limit("UserAuthentication", 100)
    assert hosted_desk.is_signed_in(desk.send(**new))


def test_who_signs_up_beyond_the_limit_is_asked_to_try_again(desk: HostedDesk, limit: Limit) -> None:
    limit("UserCreation", 1)
    given = {"password": people.PASSWORD, "attribute:email": "ann@example.com"}
    desk.send("signup", username="ann", **given)

    assert BUSY in hosted_desk.text(desk.send("signup", username="ben", **given))
    assert not User.objects.filter(username="ben").exists()


def test_a_code_for_a_forgotten_password_beyond_the_limit_is_not_sent(
    desk: HostedDesk, alice: User, limit: Limit
) -> None:
    limit("UserAccountRecovery", 1)
    desk.send("forgotPassword", username="alice")
    sent = OutboxMessage.objects.count()

    assert BUSY in hosted_desk.text(desk.send("forgotPassword", username="alice"))
    assert OutboxMessage.objects.count() == sent


def test_the_token_endpoint_counts_users_and_applications_apart(
    web: Client, app: AppClient, pool: UserPool, code: str, limit: Limit
) -> None:
    machines.orders_api(pool)
    robot = machines.robot(pool)
    limit("UserToken", 1)
    limit("ClientAuthentication", 1)

    def ask() -> Any:
        proof = {"client_id": robot.id, "client_secret": machines.secret_of(robot)}
        values: dict[str, str | None] = {"grant_type": "client_credentials", **proof}
        return oauth.post_form(web, oauth.address(pool, "oauth2/token"), values)

    assert ask().status_code == 200
    assert oauth.redeem(web, app, code).status_code == 200
    refused = [ask(), oauth.redeem(web, app, code)]

    assert {(answer.status_code, answer.json()["error"]) for answer in refused} == {(429, "temporarily_unavailable")}


def test_a_client_that_proves_nothing_uses_up_nobodys_share(
    web: Client, secret_app: AppClient, app: AppClient, code: str, limit: Limit
) -> None:
    limit("UserToken", 1)
    wrong = {"client_secret": "wrong"}
    assert oauth.redeem(web, secret_app, "any", **wrong).status_code == 400

    assert oauth.redeem(web, app, code).status_code == 200

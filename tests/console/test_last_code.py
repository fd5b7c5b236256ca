"""`GET /_poolhouse/last-code`: what was sent to a user last, where POOLHOUSE_DEVELOPMENT is on; else nothing at all."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import password_reset, passwords, security_notices, sign_up, users
from accounts.users import Invitation
from console import last_code, welcome
from pools import domains
from pools.delivery import lease
from pools.delivery.content import Content
from pools.models import AppClient, UserPool
from tests.support import builders, mailbox, people

PATH = "/_poolhouse/last-code"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def development(settings: Settings) -> None:
    settings.POOLHOUSE_DEVELOPMENT = True


@pytest.fixture
def pool() -> UserPool:
    return builders.pool(AutoVerifiedAttributes=["email"])


@pytest.fixture
def app(pool: UserPool) -> AppClient:
    return builders.client(pool)


def visitor(**options: Any) -> Client:
    return Client(headers={"host": "localhost"}, **options)


def asked(pool_id: str, username: str, **more: str) -> Any:
    return visitor().get(PATH, {"user_pool_id": pool_id, "username": username, **more})


def code(pool: UserPool, username: str) -> str:
    answer = asked(pool.id, username)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["code"])


def without_nonces(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """What two answers may have in common."""
    headers = {name: re.sub(r"'nonce-[^']+'", "", value) for name, value in answer.headers.items()}
    return answer.status_code, headers, re.sub(rb'nonce="[^"]+"', b"", answer.content)


def test_the_code_of_a_sign_up_is_told_with_its_message(app: AppClient) -> None:
    people.unconfirmed(app, "bob")
    answer = asked(app.pool.id, "bob")
    said = answer.json()
    message = mailbox.newest("bob@example.com")
    assert datetime.fromisoformat(said.pop("sent_at")) == message.created_at
    assert said == {
        "code": mailbox.code("bob@example.com"),
        "trigger_source": "CustomMessage_SignUp",
        "medium": "EMAIL",
        "destination": "bob@example.com",
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_code_it_tells_confirms(app: AppClient) -> None:
    people.unconfirmed(app, "bob")
    sign_up.confirm(app, username="bob", code=code(app.pool, "bob"))
    assert users.get(app.pool, "bob").status == "CONFIRMED"


def test_of_several_codes_the_last_one_is_told(app: AppClient) -> None:
    people.unconfirmed(app, "bob")
    sign_up.confirm(app, username="bob", code=code(app.pool, "bob"))
    password_reset.forgot(app, username="bob")
    said = asked(app.pool.id, "bob").json()
    assert (said["trigger_source"], said["code"]) == ("CustomMessage_ForgotPassword", mailbox.code("bob@example.com"))


def test_a_temporary_password_counts_as_a_code(pool: UserPool) -> None:
    attributes = {"email": "ivy@example.com", "email_verified": "true"}
    invitation = Invitation(mediums=("EMAIL",))
    users.admin_create(
        pool, username="ivy", attributes=attributes, temporary_password="Temp-0rary!", invitation=invitation
    )
    assert code(pool, "ivy") == "Temp-0rary!"


def test_the_code_inside_a_link_is_told() -> None:
    by_link = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    pool = builders.pool(AutoVerifiedAttributes=["email"], VerificationMessageTemplate=by_link)
    people.unconfirmed(builders.client(pool), "bob")
    assert f"confirmation_code={code(pool, 'bob')}" in mailbox.text("bob@example.com")


def test_a_code_by_sms_is_told() -> None:
    pool = builders.pool(AutoVerifiedAttributes=["phone_number"])
    attributes = {"phone_number": "+15551234567"}
    sign_up.sign_up(builders.client(pool), username="bob", password=people.PASSWORD, attributes=attributes)
    said = asked(pool.id, "bob").json()
    assert (said["medium"], said["destination"]) == ("SMS", "+15551234567")
    assert said["code"] == mailbox.code("+15551234567")


def test_a_notice_after_the_code_does_not_hide_it(app: AppClient, settings: Settings) -> None:
    settings.POOLHOUSE_PASSWORD_NOTICES = "all"
    user = people.unconfirmed(app, "bob")
    sent = code(app.pool, "bob")
    user = sign_up.confirm(app, username="bob", code=sent) or users.get(app.pool, "bob")
    passwords.set_password(user, password="Another-h0rse!", permanent=True)
    security_notices.enqueue(user, security_notices.PASSWORD, hosted=True)
    assert mailbox.newest("bob@example.com").event == "PasswordChanged"
    assert code(app.pool, "bob") == sent


@pytest.mark.parametrize("username", ["b b+ö&=%20/../?", "名前#1", "ann@example.com", "'; --", "<b>"])
def test_names_of_odd_letters_are_found(app: AppClient, username: str) -> None:
    attributes = {"email": "odd@example.com"}
    sign_up.sign_up(app, username=username, password=people.PASSWORD, attributes=attributes)
    assert code(app.pool, username) == mailbox.code("odd@example.com")


def test_the_sub_is_a_name_as_well(app: AppClient) -> None:
    assert code(app.pool, people.unconfirmed(app, "bob").sub) == mailbox.code("bob@example.com")


def test_a_code_that_a_real_sender_took_is_not_kept_nor_an_older_one_told(app: AppClient) -> None:  # checklist 75
    people.unconfirmed(app, "bob")
    sign_up.resend(app, username="bob")
    newest = mailbox.newest("bob@example.com")
    message = lease.take(newest.pk)
    assert message
    lease.sent(message, masked_content=Content.of(newest).masked())
    answer = asked(app.pool.id, "bob")
    assert answer.status_code == 404
    assert "a real sender took it" in answer.json()["message"]


def test_who_was_sent_no_code_has_none(pool: UserPool) -> None:
    people.confirmed(pool, "alice")
    answer = asked(pool.id, "alice")
    assert (answer.status_code, "No code was sent" in answer.json()["message"]) == (404, True)


def test_a_pool_tells_nothing_of_anothers_users(app: AppClient) -> None:
    people.unconfirmed(app, "bob")
    answer = asked(builders.pool("foreign").id, "bob")
    assert (answer.status_code, answer.json()) == (404, {"message": "User does not exist."})


@pytest.mark.parametrize("pool_id", ["us-east-1_NoSuchPol", "nonsense", "us-east-1_\0"])
def test_a_pool_that_is_not_there_is_not_found(pool_id: str) -> None:
    assert asked(pool_id, "bob").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"user_pool_id": "us-east-1_A"},
        {"username": "bob"},
        {"user_pool_id": "us-east-1_A", "username": "b\0b"},
        {"user_pool_id": "us-east-1_A", "username": "bob", "wait": "6"},
        {"user_pool_id": "us-east-1_A", "username": "bob", "wait": "-1"},
        {"user_pool_id": "us-east-1_A", "username": "bob", "wait": "soon"},
        {"user_pool_id": "us-east-1_A", "username": "bob", "wait": "٣"},
        {"user_pool_id": "us-east-1_A", "username": "bob", "wait": "9" * 5000},
    ],
)
def test_a_question_that_is_none_is_refused(query: dict[str, str]) -> None:
    answer = visitor().get(PATH, query)
    assert (answer.status_code, list(answer.json())) == (400, ["message"])


def test_it_waits_for_a_code_that_is_on_its_way(app: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            people.unconfirmed(app, "bob")

    monkeypatch.setattr(last_code, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=pause))
    answer = asked(app.pool.id, "bob", wait="5")
    assert (answer.json()["code"], len(pauses)) == (mailbox.code("bob@example.com"), 3)


def test_it_does_not_wait_for_ever(app: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(100, 200))
    monkeypatch.setattr(last_code, "time", SimpleNamespace(monotonic=lambda: next(moments), sleep=lambda _: None))
    assert asked(app.pool.id, "bob", wait="5").status_code == 404


def test_only_reading_is_allowed() -> None:
    assert visitor().post(PATH).status_code == 405


@pytest.mark.parametrize("method", ["get", "post", "head", "options", "put", "delete"])
def test_in_production_it_is_a_path_like_any_that_does_not_exist(
    app: AppClient, settings: Settings, method: str
) -> None:
    people.unconfirmed(app, "bob")
    settings.POOLHOUSE_DEVELOPMENT = False
    client = visitor(enforce_csrf_checks=True)
    query = f"?user_pool_id={app.pool.id}&username=bob"
    found, unknown = (getattr(client, method)(path + query) for path in (PATH, "/_poolhouse/last-cake"))
    assert found.status_code == 404
    assert without_nonces(found) == without_nonces(unknown)


def test_a_pools_own_host_does_not_know_it(app: AppClient) -> None:
    domains.create(app.pool, domain="people")
    people.unconfirmed(app, "bob")
    host = urlsplit(domains.base_url(app.pool)).netloc
    query = {"user_pool_id": app.pool.id, "username": "bob"}
    assert Client().get(PATH, query, headers={"host": host}).status_code == 404


def test_no_other_page_may_read_it(app: AppClient) -> None:
    people.unconfirmed(app, "bob")
    query = {"user_pool_id": app.pool.id, "username": "bob"}
    answer = visitor().get(PATH, query, headers={"origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_no_code_is_logged(app: AppClient, caplog: pytest.LogCaptureFixture) -> None:  # checklist 21
    caplog.set_level(logging.DEBUG)
    people.unconfirmed(app, "bob")
    assert code(app.pool, "bob") not in caplog.text


@pytest.mark.parametrize("is_on", [True, False])
def test_up_says_whether_the_setting_is_on(settings: Settings, is_on: bool) -> None:
    settings.POOLHOUSE_DEVELOPMENT = is_on
    assert ("POOLHOUSE_DEVELOPMENT is on" in welcome.banner({}, with_secrets=False)) is is_on

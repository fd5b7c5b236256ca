"""Webhooks: set up by operators, signed so that nobody can forge an event (checklist 61, 65)."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from pools.core import clock
from pools.core.errors import CognitoError, InvalidParameterException, ResourceNotFoundException
from pools.models import UserPool, Webhook
from pools.triggers import invoke, webhooks
from tests.support.scripted_triggers import Received, ScriptedTriggers, responding, slow, status, unchanged


@pytest.fixture
def hook(db: None, functions: ScriptedTriggers) -> Webhook:
    return webhooks.create(name="ours", url=functions.hook_url("ours", unchanged))


def call(pool: UserPool, hook: Webhook) -> dict[str, Any]:
    pool.settings["LambdaConfig"] = {"PreSignUp": webhooks.arn(hook)}
    return invoke.call(pool, "PreSignUp", source="SignUp", user_name="alice", client_id=None, request={}, response={})


def refusal(pool: UserPool, hook: Webhook) -> str:
    with pytest.raises(CognitoError) as raised:
        call(pool, hook)
    return f"{raised.value.code}: {raised.value.message}"


def signatures(received: Received, secret: str) -> str:
    """What a receiver computes from the secret as it was shown to the operator."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{received.headers['webhook-id']}.{received.headers['webhook-timestamp']}.".encode() + received.body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def test_an_event_is_posted_and_answered(pool: UserPool, hook: Webhook, functions: ScriptedTriggers) -> None:
    functions.scripts["ours"] = responding(autoConfirmUser=True)

    response = call(pool, hook)

    assert response == {"autoConfirmUser": True}
    assert functions.events[0]["triggerSource"] == "PreSignUp_SignUp"


def test_an_event_is_signed(pool: UserPool, hook: Webhook, functions: ScriptedTriggers) -> None:
    call(pool, hook)

    received = functions.received[0]
    assert received.headers["webhook-signature"] == signatures(received, webhooks.secret_text(hook))
    assert abs(int(received.headers["webhook-timestamp"]) - clock.timestamp()) < 5


def test_for_a_day_after_a_rotation_both_secrets_sign(
    pool: UserPool, hook: Webhook, functions: ScriptedTriggers
) -> None:
    old = webhooks.secret_text(hook)
    new = webhooks.secret_text(webhooks.rotate(hook))

    call(pool, hook)

    received = functions.received[0]
    assert received.headers["webhook-signature"].split(" ") == [signatures(received, new), signatures(received, old)]


def test_a_day_later_the_old_secret_is_gone(
    pool: UserPool, hook: Webhook, functions: ScriptedTriggers, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = webhooks.secret_text(webhooks.rotate(hook))
    monkeypatch.setattr(clock, "OFFSET", timedelta(hours=25))

    call(pool, hook)

    received = functions.received[0]
    assert received.headers["webhook-signature"] == signatures(received, new)


def test_a_second_attempt_has_the_same_id(
    pool: UserPool, hook: Webhook, functions: ScriptedTriggers, impatient: float
) -> None:
    functions.scripts["ours"] = slow(impatient * 2)

    told = refusal(pool, hook)

    assert told == (
        "UnexpectedLambdaException: "
        "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function."
    )
    assert len(functions.received) == 3
    assert len({received.headers["webhook-id"] for received in functions.received}) == 1


@pytest.mark.parametrize(
    ("number", "body", "told"),
    [
        (403, b'{"errorMessage": "not you"}', "UserLambdaValidationException: PreSignUp failed with error not you."),
        (404, b"nothing here", "UnexpectedLambdaException: PreSignUp invocation failed due to error HTTP status 404."),
        (400, b'["no"]', "UnexpectedLambdaException: PreSignUp invocation failed due to error HTTP status 400."),
        (
            500,
            b'{"errorMessage": "x"}',
            "UnexpectedLambdaException: PreSignUp invocation failed due to error HTTP status 500.",
        ),
        (302, b"", "UnexpectedLambdaException: PreSignUp invocation failed due to error HTTP status 302."),
        (200, b"hello", "InvalidLambdaResponseException: Unrecognizable lambda output"),
    ],
)
def test_what_a_webhook_may_answer(
    pool: UserPool, hook: Webhook, functions: ScriptedTriggers, number: int, body: bytes, told: str
) -> None:
    functions.scripts["ours"] = status(number, body, Location=f"{functions.url}/hooks/elsewhere")

    assert refusal(pool, hook) == told
    assert len(functions.received) == 1


def test_an_address_inside_our_network_is_not_called(
    pool: UserPool, hook: Webhook, functions: ScriptedTriggers, settings: Settings
) -> None:
    settings.POOLHOUSE_OUTBOUND_ALLOW = []

    told = refusal(pool, hook)

    assert told == "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException."
    assert functions.received == []


def test_a_deleted_webhook_is_a_function_that_is_gone(pool: UserPool, hook: Webhook) -> None:
    webhooks.delete(Webhook.objects.get(id=hook.id))

    told = refusal(pool, hook)

    assert told == "UnexpectedLambdaException: PreSignUp invocation failed due to error ResourceNotFoundException."


def test_webhooks_are_listed_by_name(hook: Webhook) -> None:
    first = webhooks.create(name="another", url="https://example.com/hook")

    assert webhooks.list_all() == [first, hook]
    assert webhooks.get(hook.id) == hook


def test_an_unknown_webhook_is_not_found(db: None) -> None:
    with pytest.raises(ResourceNotFoundException):
        webhooks.get("nothing")


@pytest.mark.parametrize(
    "url",
    ["", "example.com", "ftp://example.com/", "https://", "https://user@example.com/", "https://[::1", "https://x:0/"],
)
def test_what_is_no_web_address_is_refused(db: None, url: str) -> None:
    with pytest.raises(InvalidParameterException):
        webhooks.create(name="wrong", url=url)


def test_the_command_prints_arn_and_secret(db: None, settings: Settings) -> None:
    said = StringIO()

    call_command("create_webhook", "mine", "https://example.com/hook", "--json", stdout=said)

    told = json.loads(said.getvalue())
    hook = webhooks.get(told["id"])
    assert told["arn"] == f"arn:aws:lambda:us-east-1:000000000000:function:hook--{hook.id}"
    assert told["secret"] == webhooks.secret_text(hook)


def test_the_secret_is_sealed_at_rest(hook: Webhook) -> None:
    """Checklist 9."""
    stored = Webhook.objects.extra(select={"raw": "secret"}).values_list("raw", flat=True).get(id=hook.id)

    assert bytes(hook.secret) not in bytes(stored)

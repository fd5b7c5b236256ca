"""What is said at each event (pool-rules.md 8), and what cannot be smuggled into it (checklist 39)."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from pools.core.errors import CodeDeliveryFailureException, UserLambdaValidationException
from pools.models import UserPool
from tests.pools.delivery.conftest import prepare
from tests.support.scripted_triggers import responding, scripted_triggers, throwing


@pytest.mark.parametrize(
    ("event", "medium", "subject", "text"),
    [
        ("SignUp", "EMAIL", "Your verification code", "Your verification code is 123456. "),
        ("ForgotPassword", "SMS", "", "Your verification code is 123456. "),
        (
            "AdminCreateUser",
            "EMAIL",
            "Your temporary password",
            "Your username is alice and temporary password is 123456. ",
        ),
        ("AdminCreateUser", "SMS", "", "Your username is alice and temporary password is 123456. "),
        ("Authentication", "SMS", "", "Your authentication code is 123456. "),
    ],
)
def test_without_texts_of_its_own_a_pool_speaks_as_cognito(
    pool: UserPool, event: str, medium: str, subject: str, text: str
) -> None:
    to = "+15551234567" if medium == "SMS" else "alice@example.com"

    prepared = prepare(pool, event=event, medium=medium, to=to)

    assert (prepared.subject, prepared.text) == (subject, text)


@pytest.mark.parametrize(
    ("settings_of_pool", "event", "medium", "said"),
    [
        ({"VerificationMessageTemplate": {"EmailMessage": "A {####}"}}, "SignUp", "EMAIL", "A 123456"),
        ({"EmailVerificationMessage": "B {####}"}, "ResendCode", "EMAIL", "B 123456"),
        ({"VerificationMessageTemplate": {"SmsMessage": "C {####}"}}, "VerifyUserAttribute", "SMS", "C 123456"),
        ({"SmsVerificationMessage": "D {####}"}, "UpdateUserAttribute", "SMS", "D 123456"),
        ({"SmsAuthenticationMessage": "E {####}"}, "Authentication", "SMS", "E 123456"),
        (
            {"AdminCreateUserConfig": {"InviteMessageTemplate": {"SMSMessage": "F {username} {####}"}}},
            "AdminCreateUser",
            "SMS",
            "F alice 123456",
        ),
        (
            {"AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailMessage": "G {username} {####}"}}},
            "AdminCreateUser",
            "EMAIL",
            "G alice 123456",
        ),
    ],
)
def test_a_pools_own_texts_are_used(
    pool: UserPool, settings_of_pool: dict[str, Any], event: str, medium: str, said: str
) -> None:
    pool.settings = settings_of_pool
    to = "+15551234567" if medium == "SMS" else "alice@example.com"

    assert prepare(pool, event=event, medium=medium, to=to).text == said


def test_a_mail_has_html_and_text(pool: UserPool) -> None:
    html = "<style>p{}</style><h1>Hi &amp; welcome</h1><p>Your code is <b>{####}</b>.<br>Bye</p>"
    pool.settings["EmailVerificationMessage"] = html

    prepared = prepare(pool)

    assert prepared.html == html.replace("{####}", "123456")
    assert prepared.text == "Hi & welcome\n\nYour code is 123456.\nBye"


def test_a_link_is_an_anchor_around_its_text(pool: UserPool) -> None:
    pool.settings["VerificationMessageTemplate"] = {"EmailMessageByLink": "<p>Click {##Verify Email##} now</p>"}

    prepared = prepare(pool, link="https://x.test/confirm?a=1&b=2")

    assert prepared.html == '<p>Click <a href="https://x.test/confirm?a=1&amp;b=2">Verify Email</a> now</p>'
    assert prepared.text == "Click Verify Email: https://x.test/confirm?a=1&b=2 now"
    assert prepared.masked == "Click Verify Email: ****** now"


def test_the_code_is_hidden_in_what_is_kept(pool: UserPool) -> None:
    pool.settings["EmailVerificationSubject"] = "{####} is your code"

    prepared = prepare(pool)

    assert prepared.masked == "Your verification code is ******. "
    assert (prepared.subject, prepared.masked_subject) == ("123456 is your code", "****** is your code")


def test_values_are_never_filled_in_again(pool: UserPool) -> None:
    # checklist 39
    prepared = prepare(pool, event="AdminCreateUser", username="{####}{username}{##x##}{{7*7}}", code="{username}")

    assert prepared.text == ("Your username is {####}{username}{##x##}{{7*7}} and temporary password is {username}. ")


@pytest.mark.parametrize("template", ["{{7*7}} {####}", "{% include 'x' %} {####}", "${7*7} {####}", "{code.x} {####}"])
def test_a_template_is_never_evaluated(pool: UserPool, template: str) -> None:
    # checklist 39
    pool.settings["EmailVerificationMessage"] = template

    assert prepare(pool).html == template.replace("{####}", "123456")


def test_values_are_escaped_in_html(pool: UserPool) -> None:
    # checklist 39
    prepared = prepare(pool, event="AdminCreateUser", username="<img src=x>", code='a<b>"c"')

    assert "&lt;img src=x&gt;" in prepared.html
    assert "a&lt;b&gt;&quot;c&quot;" in prepared.html
    assert "<img src=x>" in prepared.text
    assert 'a<b>"c"' in prepared.text


def test_a_subject_cannot_start_another_header(pool: UserPool) -> None:
    # checklist 39
    pool.settings["EmailVerificationSubject"] = "Hi {username}"

    prepared = prepare(pool, username="a\r\nBcc: eve@example.com\u2028x" + "y" * 200)

    assert prepared.subject.startswith("Hi a Bcc: eve@example.com xyyy")
    assert len(prepared.subject) == 140


@pytest.mark.parametrize(
    ("medium", "to"),
    [
        ("EMAIL", "a@example.com, eve@example.com"),
        ("EMAIL", "a@example.com\nBcc: eve@example.com"),
        ("EMAIL", "Alice <a@example.com>"),
        ("EMAIL", "alice"),
        ("SMS", "alice"),
        ("SMS", "+1555,+1666"),
    ],
)
def test_one_message_goes_to_one_address(pool: UserPool, medium: str, to: str) -> None:
    # checklist 39
    with pytest.raises(CodeDeliveryFailureException):
        prepare(pool, medium=medium, to=to)


def test_the_custom_message_trigger_has_the_first_word(
    pool: UserPool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    pool.settings["EmailVerificationSubject"] = "Of the pool"
    with scripted_triggers() as functions:
        settings.POOLHOUSE_LAMBDA_ENDPOINT_URL = functions.url
        arn = functions.on("speaker", responding(emailMessage="<p>Hallo, {####}</p>"))
        pool.settings["LambdaConfig"] = {"CustomMessage": arn}

        prepared = prepare(pool)

    assert (prepared.subject, prepared.html) == ("Of the pool", "<p>Hallo, 123456</p>")
    assert functions.events[0]["triggerSource"] == "CustomMessage_SignUp"
    assert "123456" not in str(functions.events)


def test_a_custom_message_trigger_that_throws_stops_the_message(
    pool: UserPool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with scripted_triggers() as functions:
        settings.POOLHOUSE_LAMBDA_ENDPOINT_URL = functions.url
        pool.settings["LambdaConfig"] = {"CustomMessage": functions.on("thrower", throwing("no"))}

        with pytest.raises(UserLambdaValidationException, match=r"^CustomMessage failed with error no\.$"):
            prepare(pool)

"""What a pool's functions say on the hosted pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from pools.models import AppClient
from tests.support import oauth, people
from tests.support.scripted_triggers import Script, ScriptedTriggers, responding, returning, scripted_triggers, throwing


@pytest.fixture
def functions(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedTriggers]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with scripted_triggers() as running:
        settings.POOLHOUSE_LAMBDA_ENDPOINT_URL = running.url
        yield running


def set_trigger(app: AppClient, functions: ScriptedTriggers, name: str, script: Script) -> None:
    app.pool.settings["LambdaConfig"] = {name: functions.on(name, script)}
    app.pool.save()


def sign_up(web: Client, app: AppClient) -> Any:
    values = {"username": "mary", "attribute:email": "mary@example.com", "password": people.PASSWORD}
    return web.post(oauth.address(app.pool, "signup", oauth.request(app)), values)


def test_a_refusal_is_shown_in_the_functions_words_and_escaped(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    # checklist 18
    set_trigger(app, functions, "PreAuthentication", throwing("<b>Not today</b>"))

    page = oauth.sign_in(web, app, "alice", people.PASSWORD).content.decode()

    assert "PreAuthentication failed with error &lt;b&gt;Not today&lt;/b&gt;." in page


def test_who_is_confirmed_at_once_is_signed_in_at_once(
    web: Client, app: AppClient, functions: ScriptedTriggers
) -> None:
    set_trigger(app, functions, "PreSignUp", responding(autoConfirmUser=True, autoVerifyEmail=True))

    response = sign_up(web, app)

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?code=")
    assert "cognito" in response.cookies


def test_a_refused_sign_up_keeps_what_was_typed(web: Client, app: AppClient, functions: ScriptedTriggers) -> None:
    set_trigger(app, functions, "PreSignUp", throwing("Invitation only"))

    page = sign_up(web, app).content.decode()

    assert "PreSignUp failed with error Invitation only." in page
    assert 'value="mary@example.com"' in page
    assert not User.objects.exists()


def test_a_function_that_is_broken_is_our_fault(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    set_trigger(app, functions, "PreAuthentication", returning("no JSON object"))

    page = oauth.sign_in(web, app, "alice", people.PASSWORD).content.decode()

    assert "Something went wrong on our side. Try again." in page

"""What a pool's functions say on the hosted pages."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import User
from pools.models import AppClient
from tests.support import oauth, people
from tests.support.scripted_triggers import ScriptedTriggers, responding, returning, throwing


def sign_up(web: Client, app: AppClient) -> Any:
    values = {"username": "mary", "attribute:email": "mary@example.com", "password": people.PASSWORD}
    return web.post(oauth.address(app.pool, "signup", oauth.request(app)), values)


def test_a_refusal_is_shown_in_the_functions_words_and_escaped(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    # checklist 18
    functions.attach(app.pool, PreAuthentication=throwing("<b>Not today</b>"))

    page = oauth.sign_in(web, app, "alice", people.PASSWORD).content.decode()

    assert "PreAuthentication failed with error &lt;b&gt;Not today&lt;/b&gt;." in page


def test_who_is_confirmed_at_once_is_signed_in_at_once(
    web: Client, app: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PreSignUp=responding(autoConfirmUser=True, autoVerifyEmail=True))

    response = sign_up(web, app)

    assert response.headers["Location"].startswith(f"{oauth.CALLBACK}?code=")
    assert "cognito" in response.cookies


def test_a_refused_sign_up_keeps_what_was_typed(web: Client, app: AppClient, functions: ScriptedTriggers) -> None:
    functions.attach(app.pool, PreSignUp=throwing("Invitation only"))

    page = sign_up(web, app).content.decode()

    assert "PreSignUp failed with error Invitation only." in page
    assert 'value="mary@example.com"' in page
    assert not User.objects.exists()


def test_a_function_that_is_broken_is_our_fault(
    web: Client, app: AppClient, alice: User, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PreAuthentication=returning("no JSON object"))

    page = oauth.sign_in(web, app, "alice", people.PASSWORD).content.decode()

    assert "Something went wrong on our side. Try again." in page

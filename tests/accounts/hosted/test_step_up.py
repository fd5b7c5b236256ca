"""acr_values and max_age: a browser's sign-in that is too weak or too old for an application."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import sessions
from accounts.hosted.page_data import PageData
from accounts.models import AuthSession, HostedSession, User, UserSession
from accounts.models.auth_session import Context
from accounts.signin import engine
from accounts.signin.outcome import SignedIn
from pools.core.errors import NotAuthorizedException
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import factors, oauth, people
from tests.support.clock import Clock
from tests.support.factors import App
from tests.support.tokens import claims_of

LOA = [f"urn:cognito:loa:{level}" for level in range(5)]


@pytest.fixture
def pool(db: None) -> UserPool:
    """It asks nobody for a second factor of its own accord."""
    return factors.pool("OPTIONAL", "SMS_MFA", "SOFTWARE_TOKEN_MFA")


@pytest.fixture
def authenticator(alice: User) -> App:
    """The app on alice's telephone; by choice she signs in without it."""
    return factors.register_app(alice)


@pytest.fixture
def signed_in(web: Client, app: AppClient, authenticator: App) -> HttpResponse:
    """By her password alone."""
    return oauth.sign_in(web, app, "alice", people.PASSWORD)


def page_of(response: HttpResponse) -> str:
    return response.headers["Location"].partition("?")[0].rpartition("/")[2]


def prove(app: AppClient, authenticator: App, left: PageData) -> SignedIn:
    """Answer the open challenge as its page does."""
    outcome = engine.answer(
        app,
        challenge=left.challenge,
        session=left.session,
        responses={"USERNAME": left.username, "SOFTWARE_TOKEN_MFA_CODE": authenticator.code()},
        context=Context(hosted=True),
    )
    assert isinstance(outcome, SignedIn)
    return outcome


def test_a_session_that_is_sure_enough_is_taken(web: Client, app: AppClient, signed_in: HttpResponse) -> None:
    assert "code" in oauth.answer(oauth.authorize(web, app, acr_values=LOA[1], max_age="60"))


def test_a_session_that_is_too_weak_leads_to_what_is_missing(
    web: Client, app: AppClient, authenticator: App, signed_in: HttpResponse
) -> None:
    response = oauth.authorize(web, app, acr_values=LOA[4])

    assert page_of(response) == "challenge"
    assert AuthSession.objects.get().challenge == "SOFTWARE_TOKEN_MFA"


def test_whoever_signs_in_anew_proves_as_much_as_is_asked_for(web: Client, app: AppClient, authenticator: App) -> None:
    response = oauth.sign_in(web, app, "alice", people.PASSWORD, acr_values=LOA[4])

    assert page_of(response) == "challenge"
    assert not UserSession.objects.exists()


def test_of_several_levels_the_first_that_can_be_reached_counts(
    web: Client, app: AppClient, signed_in: HttpResponse
) -> None:
    assert "code" in oauth.answer(oauth.authorize(web, app, acr_values=f"{LOA[1]} {LOA[4]}"))
    assert page_of(oauth.authorize(web, app, acr_values=f"unknown {LOA[4]} {LOA[1]}")) == "challenge"


def test_a_level_out_of_reach_is_told_the_application(web: Client, app: AppClient, alice: User) -> None:
    response = oauth.sign_in(web, app, "alice", people.PASSWORD, acr_values=LOA[4])

    assert oauth.answer(response)["error"] == "unmet_authentication_requirements"
    assert "cognito" in response.cookies  # signed in for other applications all the same
    assert not AuthSession.objects.exists()


def test_out_of_reach_is_no_loss_where_less_will_do(web: Client, app: AppClient, alice: User) -> None:
    web.cookies["offered-mfa"] = "1"  # not offered again so soon

    response = oauth.sign_in(web, app, "alice", people.PASSWORD, acr_values=f"{LOA[4]} {LOA[1]}")

    assert "code" in oauth.answer(response)


@pytest.mark.parametrize(
    "changes", [{"acr_values": "urn:nobody:knows"}, {"max_age": "-1"}, {"max_age": "soon"}, {"max_age": "1e9"}]
)
def test_demands_that_mean_nothing_are_refused(web: Client, app: AppClient, changes: dict[str, str | None]) -> None:
    assert oauth.answer(oauth.authorize(web, app, **changes))["error"] == "invalid_request"


@pytest.mark.parametrize("changes", [{"acr_values": LOA[4]}, {"max_age": "60"}])
def test_where_no_page_may_be_shown_too_little_is_none(
    web: Client, app: AppClient, signed_in: HttpResponse, clock: Clock, changes: dict[str, str | None]
) -> None:
    clock.advance(minutes=2)

    assert oauth.answer(oauth.authorize(web, app, prompt="none", **changes))["error"] == "login_required"
    assert not AuthSession.objects.exists()


def test_a_session_that_is_too_old_leads_to_signing_in_anew(
    web: Client, app: AppClient, signed_in: HttpResponse, clock: Clock
) -> None:
    clock.advance(minutes=2)

    assert page_of(oauth.authorize(web, app, max_age="60")) == "login"
    assert "code" in oauth.answer(oauth.authorize(web, app, max_age="600"))
    assert "code" in oauth.answer(oauth.sign_in(web, app, "alice", people.PASSWORD, max_age="60"))


def test_an_age_of_nought_always_asks(web: Client, app: AppClient, signed_in: HttpResponse) -> None:
    assert page_of(oauth.authorize(web, app, max_age="0")) == "login"


def test_in_the_plan_without_step_up_demands_are_passed_over(web: Client, alice: User, pool: UserPool) -> None:
    pool.settings["UserPoolTier"] = "LITE"
    pool.save()
    app = make_client(pool, "lite", **oauth.SETTINGS)
    oauth.sign_in(web, app, "alice", people.PASSWORD)

    assert "code" in oauth.answer(oauth.authorize(web, app, acr_values="whatever", max_age="soon"))


def test_what_a_step_up_proved_stands_in_the_tokens(
    web: Client, app: AppClient, authenticator: App, signed_in: HttpResponse
) -> None:
    outcome = engine.step_up_hosted(app, HostedSession.objects.get(), targets=[4], context=Context(hosted=True))
    left = PageData(username="alice", challenge=outcome.name, session=outcome.session)  # type: ignore[union-attr,arg-type]

    proved = prove(app, authenticator, left)

    assert proved.proved == ("pwd", "otp")


def test_a_browser_that_was_signed_out_meanwhile_gets_no_further(
    web: Client, app: AppClient, authenticator: App, signed_in: HttpResponse
) -> None:
    # checklist 49
    browser = HostedSession.objects.get()
    outcome = engine.step_up_hosted(app, browser, targets=[4], context=Context(hosted=True))
    left = PageData(username="alice", challenge=outcome.name, session=outcome.session)  # type: ignore[union-attr,arg-type]
    sessions.end_browser(bytes(browser.token_hash))

    with pytest.raises(NotAuthorizedException):
        prove(app, authenticator, left)


def enter_code(web: Client, app: AppClient, authenticator: App, **changes: str) -> HttpResponse:
    page = oauth.address(app.pool, "challenge", oauth.request(app, **changes))
    return web.post(page, {"code": authenticator.code()})  # type: ignore[return-value]


def test_the_code_alone_steps_up_and_the_browser_has_a_new_session(
    web: Client, app: AppClient, authenticator: App, signed_in: HttpResponse
) -> None:
    # checklist 49
    before = web.cookies["cognito"].value
    oauth.authorize(web, app, acr_values=LOA[4])

    response = enter_code(web, app, authenticator, acr_values=LOA[4])

    tokens = json.loads(oauth.redeem(web, app, oauth.answer(response)["code"]).content)
    claims = claims_of(app.pool, tokens["id_token"])
    assert (claims["acr"], claims["amr"]) == (LOA[4], ["pwd", "otp", "mfa"])
    assert web.cookies["cognito"].value != before
    assert HostedSession.objects.filter(ended_at=None).count() == 1
    assert "code" in oauth.answer(oauth.authorize(web, app, acr_values=LOA[4]))


def test_a_browser_that_was_signed_out_before_the_code_begins_anew(
    web: Client, app: AppClient, authenticator: App, signed_in: HttpResponse, alice: User
) -> None:
    oauth.authorize(web, app, acr_values=LOA[4])
    sessions.end_browser(bytes(HostedSession.objects.get().token_hash))

    response = enter_code(web, app, authenticator, acr_values=LOA[4])

    assert page_of(response) == "login"
    assert not HostedSession.objects.filter(ended_at=None).exists()

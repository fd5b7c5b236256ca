"""The trip itself: bound to its browser, its pool and its request; good once; and never longer than ten minutes."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client

from accounts import housekeeping, users
from accounts.models import AuthorizationCode, FederationRequest, HostedSession, User
from pools import identity_providers
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client, make_pool
from tests.support import federation, oauth, trips
from tests.support.clock import Clock
from tests.support.provider_stand_in import ANN, ProviderStandIn
from tests.support.scripted_triggers import ScriptedTriggers, throwing

pytestmark = pytest.mark.django_db

STRAY = "Signing in was not finished"


def callback(pool: UserPool, **values: str) -> str:
    return f"/{pool.id}/oauth2/idpresponse?{urlencode(values)}"


def assert_turned_away(web: Client, location: str) -> None:
    answer = trips.come_back(web, location)
    assert answer.status_code == 400
    assert STRAY in answer.content.decode()
    assert "cognito" not in answer.cookies


def another_browser() -> Client:
    return Client(headers={"host": "localhost"})


def test_an_answer_is_good_once(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    # checklist 17, 59
    back = stand_in.consent(trips.begin(web, app, name))
    trips.come_back(web, back)
    assert_turned_away(web, back)
    assert AuthorizationCode.objects.count() == 1


def test_an_answer_that_failed_is_not_good_again(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    stand_in.lies = {"nonce": "x"}
    back = stand_in.consent(trips.begin(web, app, name))
    trips.come_back(web, back)
    assert_turned_away(web, back)


def test_an_answer_in_another_browser_is_turned_away(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 17, 59: somebody lets another sign in to their own account.
    back = stand_in.consent(trips.begin(web, app, name))
    assert_turned_away(another_browser(), back)
    assert not User.objects.exists()


def test_a_browser_that_is_away_itself_takes_no_other_ones_answer(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    other = another_browser()
    trips.begin(other, app, name)
    assert_turned_away(other, stand_in.consent(trips.begin(web, app, name)))


def test_an_answer_at_another_pool_is_turned_away(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, other_pool: UserPool
) -> None:
    # checklist 59
    back = stand_in.consent(trips.begin(web, app, name))
    assert_turned_away(web, back.replace(app.pool.id, other_pool.id))
    assert not User.objects.exists()


@pytest.mark.parametrize("state", ["", "x", "x" * 5000, "\0", "é", "<script>"])
def test_a_state_that_is_none_of_ours_is_turned_away(web: Client, app: AppClient, name: str, state: str) -> None:
    # checklist 17
    trips.begin(web, app, name)
    assert_turned_away(web, callback(app.pool, code="c", state=state))


def test_an_altered_state_is_turned_away(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    # checklist 17
    back = trips.query_of(stand_in.consent(trips.begin(web, app, name)))
    assert_turned_away(web, callback(app.pool, code=back["code"], state=back["state"][:-1] + "!"))


@pytest.mark.parametrize("query", ["", "code=c", "state=a&state=b&code=c", "code=c&error=x", "code=c&state=%FF"])
def test_an_answer_without_one_state_is_turned_away(web: Client, app: AppClient, name: str, query: str) -> None:
    trips.begin(web, app, name)
    assert_turned_away(web, f"/{app.pool.id}/oauth2/idpresponse?{query}")


@pytest.mark.parametrize("query", ["a=" + "x" * 20_000, "&".join(f"p{number}=1" for number in range(60))])
def test_an_answer_that_is_too_long_is_turned_away(web: Client, app: AppClient, query: str) -> None:
    assert_turned_away(web, f"/{app.pool.id}/oauth2/idpresponse?{query}")


def test_after_ten_minutes_it_is_too_late(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, clock: Clock
) -> None:
    back = stand_in.consent(trips.begin(web, app, name))
    clock.advance(minutes=10)
    assert_turned_away(web, back)
    assert not FederationRequest.objects.exists()


def test_two_windows_may_be_away_at_once(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    first = trips.begin(web, app, name, state="first")
    second = trips.begin(web, app, name, state="second")
    states = [oauth.answer(trips.come_back(web, stand_in.consent(each)))["state"] for each in (second, first)]
    assert states == ["second", "first"]


def test_a_trip_is_known_by_hashes_and_what_it_carries_is_sealed(web: Client, app: AppClient, name: str) -> None:
    # checklist 9
    location = trips.begin(web, app, name, state="the-applications-own")
    cookie = trips.cookie(web)
    with connection.cursor() as cursor:
        cursor.execute("SELECT state_hash, browser_hash, memory FROM accounts_federationrequest")
        kept = b"".join(bytes(column) for column in cursor.fetchone())
    sent = trips.query_of(location)
    secrets = (sent["state"], sent["nonce"], cookie.value, "the-applications-own", app.id)
    assert [secret for secret in secrets if secret.encode() in kept] == []


def test_the_trips_cookie_is_for_this_pool_and_for_no_script(web: Client, app: AppClient, name: str) -> None:
    # checklist 50
    trips.begin(web, app, name)
    cookie = trips.cookie(web)
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/{app.pool.id}/", True, "Lax")
    assert cookie["max-age"] == 600


def test_the_trips_cookie_goes_when_the_trip_ends(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    trips.go(web, app, name, stand_in)
    assert [cookie.key for cookie in web.cookies.values() if cookie.value] == ["cognito"]


def test_trips_that_never_ended_are_swept_away(web: Client, app: AppClient, name: str, clock: Clock) -> None:
    trips.begin(web, app, name)
    clock.advance(days=2)
    housekeeping.sweep()
    assert not FederationRequest.objects.exists()


def test_who_cancels_is_sent_back_to_the_application(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    told = oauth.answer(trips.come_back(web, stand_in.cancel(trips.begin(web, app, name))))
    told.pop("iss")
    assert told == {"error": "access_denied", "error_description": "The person said no.", "state": "st4te"}
    assert stand_in.made("/token") == []


@pytest.mark.parametrize(
    ("error", "code"),
    [("temporarily_unavailable", "temporarily_unavailable"), ("<script>", "access_denied"), ("a b", "access_denied")],
)
def test_only_an_error_of_a_providers_form_is_passed_on(
    web: Client, app: AppClient, name: str, error: str, code: str
) -> None:
    # checklist 18
    state = trips.query_of(trips.begin(web, app, name))["state"]
    answer = trips.come_back(web, callback(app.pool, error=error, state=state, error_description="x" * 3000))
    assert oauth.answer(answer)["error"] == code
    assert len(oauth.answer(answer)["error_description"]) == 200


def test_an_answer_without_code_or_error_is_told_to_the_application(web: Client, app: AppClient, name: str) -> None:
    state = trips.query_of(trips.begin(web, app, name))["state"]
    answer = trips.come_back(web, callback(app.pool, state=state))
    assert oauth.answer(answer)["error_description"] == "Missing parameter code"


def test_a_provider_that_was_taken_from_the_client_meanwhile_is_refused(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 22
    back = stand_in.consent(trips.begin(web, app, name))
    app.settings["SupportedIdentityProviders"] = ["COGNITO"]
    app.save()
    assert oauth.answer(trips.come_back(web, back))["error"] == "unauthorized_client"
    assert not User.objects.exists()


def test_a_callback_that_was_taken_from_the_client_meanwhile_gets_nothing(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 13, 22
    back = stand_in.consent(trips.begin(web, app, name))
    app.settings["CallbackURLs"] = ["https://app.example.com/other"]
    app.save()
    location = trips.come_back(web, back).headers["Location"]
    assert urlsplit(location).path == f"/{app.pool.id}/error"
    assert not User.objects.exists()


def test_a_provider_that_was_deleted_meanwhile_signs_nobody_in(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    back = stand_in.consent(trips.begin(web, app, name))
    identity_providers.delete(identity_providers.get(app.pool, name))
    assert_turned_away(web, back)


def test_a_disabled_user_is_refused(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    # checklist 60
    trips.go(web, app, name, stand_in)
    users.disable(User.objects.get())
    told = oauth.answer(trips.go(web, app, name, stand_in))
    assert (told["error"], told["error_description"]) == ("invalid_request", "User is disabled.")
    assert not HostedSession.objects.filter(ended_at=None).exists()


def test_what_a_trigger_says_reaches_the_application(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn, functions: ScriptedTriggers
) -> None:
    functions.attach(app.pool, PreSignUp=throwing("Staff only"))
    told = oauth.answer(trips.go(web, app, name, stand_in))
    assert told["error_description"] == "PreSignUp failed with error Staff only."
    assert not User.objects.exists()


def test_an_attribute_that_the_provider_does_not_state_is_named(
    web: Client, stand_in: ProviderStandIn, db: None
) -> None:
    schema = [{"Name": "family_name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    pool = make_pool("strict", Schema=schema)
    name = trips.add_provider(pool, stand_in).name
    app = make_client(pool, **federation.offering(name))
    told = oauth.answer(trips.go(web, app, name, stand_in))
    assert told["error_description"] == "attributes required: [family_name]"


def test_no_second_factor_is_asked_for(web: Client, app: AppClient, name: str, stand_in: ProviderStandIn) -> None:
    app.pool.mfa_configuration = "ON"
    app.pool.mfa_settings = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    app.pool.save()
    assert "code" in oauth.answer(trips.go(web, app, name, stand_in))


def test_each_sign_in_is_a_session_of_its_own(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    # checklist 49
    trips.go(web, app, name, stand_in)
    first = web.cookies["cognito"].value
    trips.go(web, app, name, stand_in, prompt="login")
    assert web.cookies["cognito"].value != first
    assert HostedSession.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("method", ["put", "delete", "head"])
def test_other_methods_are_not_answered(web: Client, app: AppClient, method: str) -> None:
    assert getattr(web, method)(callback(app.pool, code="c", state="s")).status_code == 405


@pytest.mark.parametrize("body", ["state=s&code=c&code=d", "a=" + "x" * 20_000, "state=%00&user=x", "\udc80"])
def test_a_form_that_is_no_answer_is_turned_away(web: Client, app: AppClient, body: str) -> None:
    raw = body.encode(errors="surrogateescape")
    answer = web.post(callback(app.pool), raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 400)
    assert not FederationRequest.objects.exists()


@pytest.mark.parametrize("dialect", ["apple"])
def test_a_form_with_a_stray_state_changes_nothing(
    web: Client, app: AppClient, name: str, stand_in: ProviderStandIn
) -> None:
    location = trips.begin(web, app, name)
    address, form = stand_in.form(location)
    trips.send_form(another_browser(), address, {**form, "state": "stray", "user": '{"name": {"firstName": "Eve"}}'})
    trips.come_back(web, trips.posted(web, address, form))
    assert User.objects.get().name == ANN["name"]

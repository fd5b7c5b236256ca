"""A passkey among what a sign-in by choice may begin with: preferred, chosen, and answered along with the choice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts import first_factors, users
from accounts.models import User, UserSession
from accounts.models.auth_session import Context
from accounts.signin import engine
from pools.models import AppClient, UserPool
from tests.accounts.test_hidden_existence import work_of
from tests.support import passkeys, people, refusal
from tests.support.authenticator import Authenticator
from tests.support.choosing import answer, begin

pytestmark = pytest.mark.django_db

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
MANY = [f"nobody{number}" for number in range(60)]


@pytest.fixture
def choosers(db: None) -> UserPool:
    return passkeys.pool()


@pytest.fixture
def ann(choosers: UserPool) -> User:
    return people.confirmed(choosers, "ann")


@pytest.fixture
def key(ann: User, chooser: AppClient) -> Authenticator:
    """Ann's."""
    return passkeys.registered(ann, chooser)


def signed(key: Authenticator, asked: Any) -> str:
    """AuthenticationResponseJSON over the options that were told."""
    return json.dumps(key.get(json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])))


def test_a_preferred_passkey_signs_in(anonymous_idp: Any, chooser: AppClient, key: Authenticator) -> None:
    asked = begin(anonymous_idp, chooser, "ann", PREFERRED_CHALLENGE="WEB_AUTHN")
    assert asked["ChallengeName"] == "WEB_AUTHN"
    answered = answer(anonymous_idp, chooser, "WEB_AUTHN", asked["Session"], "ann", CREDENTIAL=signed(key, asked))
    assert "AccessToken" in answered["AuthenticationResult"]


def test_a_passkey_is_among_the_choices(anonymous_idp: Any, chooser: AppClient, key: Authenticator) -> None:
    assert begin(anonymous_idp, chooser, "ann")["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"]


def test_a_chosen_passkey_signs_in(anonymous_idp: Any, chooser: AppClient, key: Authenticator) -> None:
    session = begin(anonymous_idp, chooser, "ann")["Session"]
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", ANSWER="WEB_AUTHN")
    answered = answer(anonymous_idp, chooser, "WEB_AUTHN", asked["Session"], "ann", CREDENTIAL=signed(key, asked))
    assert "AccessToken" in answered["AuthenticationResult"]


@pytest.mark.parametrize("challenge", ["SELECT_CHALLENGE", "WEB_AUTHN"])
def test_its_answer_comes_along_with_the_choice(
    anonymous_idp: Any, chooser: AppClient, key: Authenticator, challenge: str
) -> None:
    asked = begin(anonymous_idp, chooser, "ann")
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": signed(key, asked)}
    answered = answer(anonymous_idp, chooser, challenge, asked["Session"], "ann", **inline)
    assert "AccessToken" in answered["AuthenticationResult"]


@pytest.mark.parametrize("challenge", ["SELECT_CHALLENGE", "WEB_AUTHN"])
def test_an_answer_to_another_sign_in_is_refused(
    anonymous_idp: Any, chooser: AppClient, key: Authenticator, challenge: str
) -> None:  # checklist 46
    other, asked = begin(anonymous_idp, chooser, "ann"), begin(anonymous_idp, chooser, "ann")
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": signed(key, other)}
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, challenge, asked["Session"], "ann", **inline))
    assert refused == INCORRECT


@pytest.mark.parametrize("challenge", ["SELECT_CHALLENGE", "WEB_AUTHN"])
def test_an_answer_is_taken_once(
    anonymous_idp: Any, chooser: AppClient, key: Authenticator, challenge: str
) -> None:  # checklist 43, 46
    asked = begin(anonymous_idp, chooser, "ann")
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": signed(key, asked)}
    answer(anonymous_idp, chooser, challenge, asked["Session"], "ann", **inline)
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, challenge, asked["Session"], "ann", **inline))
    assert refused == INVALID
    assert UserSession.objects.count() == 1


@pytest.mark.parametrize("credential", ["{}", "not JSON", "null", "[]"])
def test_rubbish_is_refused(anonymous_idp: Any, chooser: AppClient, key: Authenticator, credential: str) -> None:
    session = begin(anonymous_idp, chooser, "ann")["Session"]
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": credential}
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", session, "ann", **inline))
    assert refused == INCORRECT


def test_what_the_choice_told_is_void_once_a_passkey_was_chosen(
    anonymous_idp: Any, chooser: AppClient, key: Authenticator
) -> None:  # checklist 46
    first = begin(anonymous_idp, chooser, "ann")
    asked = answer(anonymous_idp, chooser, "SELECT_CHALLENGE", first["Session"], "ann", ANSWER="WEB_AUTHN")
    refused = refusal.of(
        lambda: answer(anonymous_idp, chooser, "WEB_AUTHN", asked["Session"], "ann", CREDENTIAL=signed(key, first))
    )
    assert refused == INCORRECT


def test_a_passkey_made_since_signs_nothing_that_was_not_asked(
    anonymous_idp: Any, chooser: AppClient, ann: User
) -> None:  # checklist 46
    session = begin(anonymous_idp, chooser, "ann")["Session"]
    key = passkeys.registered(ann, chooser)
    credential = signed(key, begin(anonymous_idp, chooser, "ann"))
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "WEB_AUTHN", session, "ann", CREDENTIAL=credential))
    assert refused == INCORRECT


def test_a_passkey_deleted_since_is_no_choice(
    anonymous_idp: Any, chooser: AppClient, ann: User, key: Authenticator
) -> None:
    asked = begin(anonymous_idp, chooser, "ann")
    ann.passkeys.all().delete()
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": signed(key, asked)}
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", asked["Session"], "ann", **inline))
    assert refused == ("InvalidParameterException", "WEB_AUTHN is not among the available challenges.")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException"),
        ({"status": "UNCONFIRMED"}, "UserNotConfirmedException"),
    ],
    ids=str,
)
def test_a_passkey_lets_nobody_in_who_is_barred(
    anonymous_idp: Any, chooser: AppClient, key: Authenticator, change: dict[str, Any], code: str
) -> None:  # checklist 60
    asked = begin(anonymous_idp, chooser, "ann")
    User.objects.update(**change)
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": signed(key, asked)}
    refused = refusal.of(lambda: answer(anonymous_idp, chooser, "SELECT_CHALLENGE", asked["Session"], "ann", **inline))
    assert refused[0] == code
    assert not UserSession.objects.exists()


def nobody_with_a_passkey(pool: UserPool) -> str:
    """A name that nobody has and that is made up to have password and passkey."""
    everything = ("PASSWORD", "PASSWORD_SRP", "WEB_AUTHN")
    return next(name for name in MANY if first_factors.offered(pool, None, name) == everything)


def test_nobody_is_told_the_same_things(anonymous_idp: Any, hiding_chooser: AppClient, key: Authenticator) -> None:
    # checklist 29
    known = begin(anonymous_idp, hiding_chooser, "ann")
    unknown = begin(anonymous_idp, hiding_chooser, nobody_with_a_passkey(hiding_chooser.pool))
    assert set(known["ChallengeParameters"]) == set(unknown["ChallengeParameters"])
    assert known["AvailableChallenges"] == unknown["AvailableChallenges"]


def test_no_passkey_lets_nobody_in(anonymous_idp: Any, hiding_chooser: AppClient, key: Authenticator) -> None:
    # checklist 29, 46
    name = nobody_with_a_passkey(hiding_chooser.pool)
    asked = begin(anonymous_idp, hiding_chooser, name)
    inline = {"ANSWER": "WEB_AUTHN", "CREDENTIAL": signed(key, asked)}
    refused = refusal.of(
        lambda: answer(anonymous_idp, hiding_chooser, "SELECT_CHALLENGE", asked["Session"], name, **inline)
    )
    assert refused == INCORRECT


def test_who_is_disabled_is_like_nobody(
    anonymous_idp: Any, hiding_chooser: AppClient, ann: User, key: Authenticator
) -> None:  # checklist 29, 60
    users.disable(ann)
    asked = begin(anonymous_idp, hiding_chooser, "ann")
    assert asked["AvailableChallenges"] == list(first_factors.offered(hiding_chooser.pool, None, "ann"))


@pytest.mark.parametrize("way", [{}, {"PREFERRED_CHALLENGE": "WEB_AUTHN"}], ids=str)
def test_the_same_statements_run_for_nobody(
    hiding_chooser: AppClient, key: Authenticator, way: dict[str, str]
) -> None:  # checklist 29
    nobody = nobody_with_a_passkey(hiding_chooser.pool)
    assert work_of(opening(hiding_chooser, "ann", way)) == work_of(opening(hiding_chooser, nobody, way))


def opening(client: AppClient, username: str, way: dict[str, str]) -> Any:
    parameters = {"USERNAME": username, **way}
    return lambda: engine.begin(client, flow="USER_AUTH", parameters=parameters, context=Context())

"""USER_AUTH where the client hides who exists: nobody gets a choice like anybody, and never gets in (checklist 29)."""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import Mock

import pytest
from pytest_django.fixtures import Settings

from accounts import confirmation, first_factors, users
from accounts.crypto import argon2
from accounts.models import User, UserSession
from accounts.models.auth_session import Context
from accounts.signin import engine
from pools.models import AppClient, OutboxMessage, UserPool
from tests.accounts.test_hidden_existence import work_of
from tests.support import choosing, passkeys, people, refusal
from tests.support.choosing import answer, begin

pytestmark = pytest.mark.django_db

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
MANY = [f"nobody{number}" for number in range(60)]


@pytest.fixture
def by_password(db: None) -> AppClient:
    """Nobody in its pool has anything but a password."""
    return choosing.client(choosing.pool("plain", factors=["PASSWORD"]), PreventUserExistenceErrors="ENABLED")


@pytest.fixture
def by_address(db: None) -> AppClient:
    """Everybody in its pool has an e-mail address, which is the name."""
    pool = choosing.pool("by address", factors=["PASSWORD", "EMAIL_OTP"], UsernameAttributes=["email"])
    return choosing.client(pool, PreventUserExistenceErrors="ENABLED")


def choice(idp: Any, client: AppClient, username: str) -> tuple[str, ...]:
    return tuple(begin(idp, client, username)["AvailableChallenges"])


def test_nobody_has_the_same_choice_each_time(anonymous_idp: Any, hiding_chooser: AppClient) -> None:
    assert [choice(anonymous_idp, hiding_chooser, name) for name in MANY] == [
        choice(anonymous_idp, hiding_chooser, name) for name in MANY
    ]


def test_whatever_somebody_may_have_nobody_may_have(anonymous_idp: Any, hiding_chooser: AppClient) -> None:
    choices = {choice(anonymous_idp, hiding_chooser, name) for name in MANY}
    password = ("PASSWORD", "PASSWORD_SRP")
    assert choices >= {password, (*password, "EMAIL_OTP"), (*password, "SMS_OTP"), (*password, "EMAIL_OTP", "SMS_OTP")}


def test_somebody_without_a_password_is_no_exception(anonymous_idp: Any, hiding_chooser: AppClient) -> None:
    choices = {choice(anonymous_idp, hiding_chooser, name) for name in MANY}
    assert {names for names in choices if "PASSWORD" not in names}


def test_a_name_is_the_same_in_any_spelling_that_the_pool_takes_for_one(anonymous_idp: Any) -> None:
    pool = choosing.pool(UsernameConfiguration={"CaseSensitive": False})
    client = choosing.client(pool, PreventUserExistenceErrors="ENABLED")
    assert [choice(anonymous_idp, client, name) for name in MANY] == [
        choice(anonymous_idp, client, name.upper()) for name in MANY
    ]


def test_another_pool_makes_other_things_up(anonymous_idp: Any, hiding_chooser: AppClient) -> None:
    other = choosing.client(choosing.pool("others"), PreventUserExistenceErrors="ENABLED")
    assert [choice(anonymous_idp, hiding_chooser, name) for name in MANY] != [
        choice(anonymous_idp, other, name) for name in MANY
    ]


def test_an_address_that_nobody_has_can_be_sent_a_code(anonymous_idp: Any, by_address: AppClient) -> None:
    choices = {choice(anonymous_idp, by_address, f"{name}@example.com") for name in MANY}
    assert {names for names in choices if "EMAIL_OTP" not in names} == set()


def test_the_pool_says_what_nobody_has(anonymous_idp: Any, by_password: AppClient) -> None:
    assert {choice(anonymous_idp, by_password, name) for name in MANY} == {("PASSWORD", "PASSWORD_SRP")}


def test_who_has_nothing_at_all_is_like_nobody(anonymous_idp: Any, by_password: AppClient) -> None:
    people.confirmed(by_password.pool, "bea")
    User.objects.update(password="", srp_verifier=None, srp_salt=None)
    assert choice(anonymous_idp, by_password, "bea") == ("PASSWORD", "PASSWORD_SRP")


def test_nobody_is_sent_nothing_and_told_a_masked_address(anonymous_idp: Any, by_address: AppClient) -> None:
    asked = begin(anonymous_idp, by_address, "nobody@example.com", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert asked["ChallengeName"] == "EMAIL_OTP"
    assert asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "n***@e***"
    assert not OutboxMessage.objects.exists()


def test_no_code_lets_nobody_in(anonymous_idp: Any, by_address: AppClient) -> None:
    asked = begin(anonymous_idp, by_address, "nobody@example.com", PREFERRED_CHALLENGE="EMAIL_OTP")
    refused = refusal.of(
        lambda: answer(
            anonymous_idp, by_address, "EMAIL_OTP", asked["Session"], "nobody@example.com", EMAIL_OTP_CODE="12345678"
        )
    )
    assert refused == ("CodeMismatchException", "Invalid code or auth state for the user.")


def test_no_password_lets_nobody_in(anonymous_idp: Any, by_password: AppClient) -> None:
    wanted = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD}
    assert refusal.of(lambda: begin(anonymous_idp, by_password, "nobody", **wanted)) == INCORRECT


@pytest.mark.parametrize("challenge", ["SELECT_CHALLENGE", "PASSWORD"])
def test_no_chosen_password_lets_nobody_in(anonymous_idp: Any, by_password: AppClient, challenge: str) -> None:
    session = begin(anonymous_idp, by_password, "nobody")["Session"]
    inline = {"ANSWER": "PASSWORD", "PASSWORD": people.PASSWORD}
    refused = refusal.of(lambda: answer(anonymous_idp, by_password, challenge, session, "nobody", **inline))
    assert refused == INCORRECT


def test_no_proof_lets_nobody_in(anonymous_idp: Any, by_password: AppClient) -> None:
    attempt = choosing.srp(by_password, "nobody")
    wanted = {"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": choosing.srp_a(attempt)}
    asked = begin(anonymous_idp, by_password, "nobody", **wanted)
    again = begin(anonymous_idp, by_password, "nobody", **wanted)
    assert asked["ChallengeParameters"]["SALT"] == again["ChallengeParameters"]["SALT"]
    assert refusal.of(lambda: choosing.prove(anonymous_idp, by_password, attempt, asked)) == INCORRECT
    assert not UserSession.objects.exists()


def test_who_is_disabled_is_like_nobody(anonymous_idp: Any, hiding_chooser: AppClient, ann: User) -> None:
    users.disable(ann)
    disabled = choice(anonymous_idp, hiding_chooser, "ann")
    users.delete(ann)
    assert choice(anonymous_idp, hiding_chooser, "ann") == disabled


def test_a_password_lets_nobody_in_who_is_disabled(anonymous_idp: Any, by_password: AppClient) -> None:
    # checklist 60
    users.disable(people.confirmed(by_password.pool, "bea"))
    wanted = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD}
    assert refusal.of(lambda: begin(anonymous_idp, by_password, "bea", **wanted)) == INCORRECT


WAYS = [
    {},
    {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-1234!"},
    {"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": f"{2**300:x}"},
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rp_id", ["", passkeys.RP_ID])
@pytest.mark.parametrize("factors", [["PASSWORD"], ["PASSWORD", "WEB_AUTHN"]], ids=str)
def test_the_same_statements_run_for_nobody(db: None, way: dict[str, str], factors: list[str], rp_id: str) -> None:
    pool = choosing.pool(factors=factors)
    passkeys.configure(pool, RelyingPartyId=rp_id)
    client = choosing.client(pool, PreventUserExistenceErrors="ENABLED")
    people.confirmed(pool, "ann")
    assert work_of(opening(client, "ann", way)) == work_of(opening(client, name_with_password(pool), way))


def opening(client: AppClient, username: str, way: dict[str, str]) -> Any:
    parameters = {"USERNAME": username, **way}
    return lambda: engine.begin(client, flow="USER_AUTH", parameters=parameters, context=Context())


def name_with_password(pool: UserPool) -> str:
    """A name that nobody has and that is made up to have a password, and nothing else."""
    password = ("PASSWORD", "PASSWORD_SRP")
    return next(name for name in MANY if first_factors.offered(pool, None, name) == password)


def test_a_password_costs_no_more_statements_than_without_a_choice(by_password: AppClient) -> None:
    people.confirmed(by_password.pool, "bea")
    by_choice = opening(by_password, "bea", {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": people.PASSWORD})
    parameters = {"USERNAME": "bea", "PASSWORD": people.PASSWORD}
    directly = work_of(
        lambda: engine.begin(by_password, flow="USER_PASSWORD_AUTH", parameters=parameters, context=Context())
    )
    assert work_of(by_choice) == directly


def test_a_wrong_password_costs_a_hash_for_nobody_too(by_password: AppClient, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = Mock(wraps=argon2._hasher())
    monkeypatch.setattr(argon2, "_hasher", lambda: hasher)
    work_of(opening(by_password, "nobody", {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-1234!"}))
    assert hasher.verify.call_count == 1


@pytest.mark.parametrize("username", ["bea@example.com", "nobody@example.com"])
def test_sending_a_code_takes_its_time(by_address: AppClient, username: str) -> None:
    people.confirmed(by_address.pool, "bea")
    started = time.monotonic()
    work_of(opening(by_address, username, {"PREFERRED_CHALLENGE": "EMAIL_OTP"}))
    assert time.monotonic() - started >= 0.05


def test_a_made_up_address_cannot_be_computed_by_who_knows_the_name(choosers: UserPool, settings: Settings) -> None:
    before = confirmation.made_up(choosers, "nobody", "phone_number")
    settings.SECRET_KEY = "that of another installation"
    assert confirmation.made_up(choosers, "nobody", "phone_number") != before

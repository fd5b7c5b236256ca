"""Passkeys on the pages: without a name, and after it (checklist 46)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from accounts import users
from accounts.models import AuthSession, HostedSession, LockOut, Passkey, User
from pools.models import AppClient, UserPool
from tests.support import hosted_desk, oauth, passkeys, people
from tests.support.authenticator import USER_PRESENT, Authenticator, encoded
from tests.support.clock import Clock
from tests.support.hosted_desk import HostedDesk, is_signed_in

pytestmark = pytest.mark.django_db

REFUSED = "That passkey wasn't accepted. Try again or choose another way."


@pytest.fixture
def pool(db: None) -> UserPool:
    return passkeys.pool()


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return passkeys.client(pool, **oauth.SETTINGS)


@pytest.fixture
def desk(web: Client, client: AppClient) -> HostedDesk:
    return HostedDesk(web, client)


@pytest.fixture
def authenticator(alice: User, client: AppClient) -> Authenticator:
    return passkeys.registered(alice, client)


def asked(desk: HostedDesk) -> dict[str, Any]:
    """What a script is told: options and session."""
    told: dict[str, Any] = json.loads(desk.send("passkeys/options").content)
    return told


def answered(desk: HostedDesk, told: dict[str, Any], credential: object) -> Any:
    text = credential if isinstance(credential, str) else json.dumps(credential)
    return desk.send("passkeys/signin", session=told["session"], credential=text)


def options_in(page: str) -> dict[str, Any]:
    """What the page's script is told, where the name is known."""
    options: dict[str, Any] = json.loads(page.partition('data-options="')[2].partition('}"')[0] + "}")
    return options


def refused(desk: HostedDesk, response: Any) -> bool:
    """Whether nobody was signed in and the page says so."""
    return desk.leads_to(response, "login") and REFUSED in desk.look("login") and not HostedSession.objects.exists()


def test_the_field_offers_passkeys_to_the_letter(desk: HostedDesk) -> None:
    page = desk.look("login")

    assert 'autocomplete="username webauthn"' in page
    assert "Sign in with a passkey" in page
    assert 'data-passkey="find"' in page


def test_nothing_of_passkeys_is_shown_where_there_are_none(web: Client, other_pool: UserPool) -> None:
    desk = HostedDesk(web, passkeys.client(other_pool, **oauth.SETTINGS))
    page = desk.look("login")

    assert "passkey" not in page
    assert desk.send("passkeys/options").status_code == 400


def test_options_name_no_passkey_and_no_user(desk: HostedDesk, authenticator: Authenticator) -> None:
    # checklist 29
    told = asked(desk)

    assert told["options"].get("allowCredentials", []) == []
    assert told["options"]["rpId"] == passkeys.RP_ID
    assert AuthSession.objects.get().user is None


def test_a_passkey_signs_its_user_in_without_a_name(
    desk: HostedDesk, alice: User, authenticator: Authenticator
) -> None:
    told = asked(desk)

    response = answered(desk, told, authenticator.get(told["options"]))

    assert is_signed_in(response)
    session = HostedSession.objects.get()
    assert (session.user, session.proved) == (alice, ["swk"])
    assert Passkey.objects.get().sign_count == 2


def test_a_passkey_signs_in_after_the_name(desk: HostedDesk, authenticator: Authenticator) -> None:
    desk.name("alice")
    page = desk.look()

    response = desk.send(credential=json.dumps(authenticator.get(options_in(page))))

    assert "Use your passkey" in page
    assert "Try another way" in page
    assert is_signed_in(response)


def test_after_a_refusal_the_page_asks_anew(desk: HostedDesk, authenticator: Authenticator) -> None:
    desk.name("alice")
    before = desk.look()

    response = desk.send(credential="{}")
    after = desk.look()

    assert desk.leads_to(response, "challenge")
    assert REFUSED in after
    assert options_in(before)["challenge"] != options_in(after)["challenge"]


def test_an_answer_is_good_once(desk: HostedDesk, authenticator: Authenticator) -> None:
    told = asked(desk)
    credential = authenticator.get(told["options"])
    answered(desk, told, credential)
    HostedSession.objects.all().delete()

    again = answered(desk, told, credential)

    assert desk.leads_to(again, "login")
    assert "This page was open too long. Start again." in desk.look("login")
    assert not HostedSession.objects.exists()


def test_a_challenge_is_spent_by_a_wrong_answer(desk: HostedDesk, authenticator: Authenticator) -> None:
    told = asked(desk)
    answered(desk, told, "{}")

    again = answered(desk, told, authenticator.get(told["options"]))

    assert "This page was open too long. Start again." in desk.look("login")
    assert not is_signed_in(again)


def test_an_answer_to_another_challenge_is_refused(desk: HostedDesk, authenticator: Authenticator) -> None:
    mine, other = asked(desk), asked(desk)

    assert refused(desk, answered(desk, mine, authenticator.get(other["options"])))


def test_a_late_answer_is_refused(desk: HostedDesk, authenticator: Authenticator, clock: Clock) -> None:
    told = asked(desk)
    clock.advance(minutes=11)

    answered(desk, told, authenticator.get(told["options"]))

    assert "This page was open too long. Start again." in desk.look("login")
    assert not HostedSession.objects.exists()


def test_an_answer_by_another_client_is_refused(
    desk: HostedDesk, web: Client, pool: UserPool, authenticator: Authenticator
) -> None:
    # checklist 43
    told = asked(desk)
    other = HostedDesk(web, passkeys.client(pool, **oauth.SETTINGS))

    answered(other, told, authenticator.get(told["options"]))

    assert not HostedSession.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example.com"},
        {"origin": "https://example.org.evil.tld"},
        {"crossOrigin": True},
        {"type": "webauthn.create"},
        {"challenge": encoded(b"another challenge, altogether....")},
        {"rp_id": "evil.example"},
    ],
)
def test_an_answer_that_was_made_elsewhere_is_refused(
    desk: HostedDesk, authenticator: Authenticator, wrong: dict[str, Any]
) -> None:
    told = asked(desk)

    assert refused(desk, answered(desk, told, authenticator.get(told["options"], **wrong)))


def test_a_count_that_went_back_is_refused(desk: HostedDesk, authenticator: Authenticator) -> None:
    authenticator.count = 0
    Passkey.objects.update(sign_count=5)
    told = asked(desk)

    assert refused(desk, answered(desk, told, authenticator.get(told["options"])))


def test_without_user_verification_it_is_refused_where_it_is_required(
    desk: HostedDesk, pool: UserPool, authenticator: Authenticator
) -> None:
    passkeys.configure(pool, UserVerification="required")
    authenticator.flags = USER_PRESENT
    told = asked(desk)

    assert refused(desk, answered(desk, told, authenticator.get(told["options"])))


@pytest.mark.parametrize("handle", [b"", b"somebody else"])
def test_a_handle_of_somebody_else_is_refused(desk: HostedDesk, authenticator: Authenticator, handle: bytes) -> None:
    authenticator.handle = handle
    told = asked(desk)

    assert refused(desk, answered(desk, told, authenticator.get(told["options"])))


def test_without_a_handle_nobody_knows_whose_it_is(desk: HostedDesk, authenticator: Authenticator) -> None:
    told = asked(desk)
    credential = authenticator.get(told["options"])
    del credential["response"]["userHandle"]

    assert refused(desk, answered(desk, told, credential))


def test_the_id_of_anothers_passkey_is_refused(
    desk: HostedDesk, client: AppClient, pool: UserPool, authenticator: Authenticator
) -> None:
    bobs = passkeys.registered(people.confirmed(pool, "bob"), client)
    told = asked(desk)
    authenticator.id, authenticator.handle = bobs.id, bobs.handle

    assert refused(desk, answered(desk, told, authenticator.get(told["options"])))


def test_a_passkey_of_another_pool_is_none(web: Client, authenticator: Authenticator) -> None:
    # checklist 4
    desk = HostedDesk(web, passkeys.client(passkeys.pool("other"), **oauth.SETTINGS))
    told = asked(desk)

    assert refused(desk, answered(desk, told, authenticator.get(told["options"])))


def test_a_deleted_passkey_is_refused_and_the_browser_is_told(desk: HostedDesk, authenticator: Authenticator) -> None:
    Passkey.objects.all().delete()
    told = asked(desk)

    answered(desk, told, authenticator.get(told["options"]))
    page = desk.look("login")

    assert REFUSED in page
    assert f'data-lost-passkey="{encoded(authenticator.id)}" data-rp-id="{passkeys.RP_ID}"' in page


def test_of_a_passkey_that_is_known_the_browser_is_told_nothing(desk: HostedDesk, authenticator: Authenticator) -> None:
    told = asked(desk)
    answered(desk, told, authenticator.get(told["options"], origin="https://evil.example.com"))

    assert "data-lost-passkey" not in desk.look("login")


@pytest.mark.parametrize(
    "rubbish", ["", "{}", "[]", "null", "\x00", '{"id": 1}', '{"id": {"a": 1}, "rawId": []}', "x" * 30_000]
)
def test_rubbish_signs_nobody_in_and_locks_nobody_out(
    desk: HostedDesk, authenticator: Authenticator, rubbish: str
) -> None:
    answered(desk, asked(desk), rubbish)

    assert not HostedSession.objects.exists()
    assert not LockOut.objects.exists()


def test_a_disabled_user_stays_out(desk: HostedDesk, alice: User, authenticator: Authenticator) -> None:
    users.disable(alice)
    told = asked(desk)

    response = answered(desk, told, authenticator.get(told["options"]))

    assert desk.leads_to(response, "login")
    assert "This account can't sign in." in desk.look("login")


def test_where_a_second_factor_is_demanded_a_passkey_alone_does_not_do(
    desk: HostedDesk, pool: UserPool, authenticator: Authenticator
) -> None:
    # checklist 48
    told = asked(desk)
    pool.mfa_configuration = "ON"
    pool.mfa_settings |= {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    pool.save()

    response = answered(desk, told, authenticator.get(told["options"]))

    assert desk.leads_to(response, "login")
    assert not HostedSession.objects.exists()


def test_options_are_given_to_forms_only(desk: HostedDesk) -> None:
    # checklist 50
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    assert desk.web.get(desk.address("passkeys/options")).status_code == 405
    assert strict.post(desk.address("passkeys/options")).status_code == 403
    assert strict.post(desk.address("passkeys/signin")).status_code == 403


def test_the_api_cannot_answer_for_the_pages(
    anonymous_idp: Any, desk: HostedDesk, authenticator: Authenticator
) -> None:
    # checklist 43
    told = asked(desk)
    credential = json.dumps(authenticator.get(told["options"]))

    with pytest.raises(anonymous_idp.exceptions.NotAuthorizedException):
        anonymous_idp.respond_to_auth_challenge(
            ClientId=desk.app.id,
            ChallengeName="WEB_AUTHN",
            Session=told["session"],
            ChallengeResponses={"USERNAME": "alice", "CREDENTIAL": credential},
        )
    assert hosted_desk.text(desk.web.get(desk.address("login")))

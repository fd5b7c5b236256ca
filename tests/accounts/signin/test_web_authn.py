"""WEB_AUTHN: a passkey signs the challenge of one sign-in, for its own user, once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import passkeys as verbs
from accounts import users
from accounts.models import AuthSession, LockOut, Passkey, User, UserSession
from accounts.signin.outcome import Challenge
from pools import domains
from pools.models import AppClient, UserPool
from tests.accounts.conftest import make_client
from tests.support import passkeys, people, refusal
from tests.support.authenticator import USER_PRESENT, Authenticator, decoded, encoded
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")


@pytest.fixture
def pool(db: None) -> UserPool:
    return passkeys.pool()


@pytest.fixture
def client(pool: UserPool) -> AppClient:
    return passkeys.client(pool)


@pytest.fixture
def authenticator(alice: User, client: AppClient) -> Authenticator:
    """Alice's; it has counted one signature."""
    return passkeys.registered(alice, client)


def respond(
    idp: Any, client: AppClient, asked: Challenge, credential: object, username: str = "alice", **more: Any
) -> Any:
    text = credential if isinstance(credential, str) else json.dumps(credential)
    answers = {"USERNAME": username, "CREDENTIAL": text}
    given = {"ClientId": client.id, "ChallengeName": "WEB_AUTHN", "Session": asked.session, **more}
    return idp.respond_to_auth_challenge(ChallengeResponses=answers, **given)


def refused(idp: Any, client: AppClient, asked: Challenge, credential: object, **more: Any) -> tuple[str, str]:
    return refusal.of(lambda: respond(idp, client, asked, credential, **more))


def signed(authenticator: Authenticator, asked: Challenge, **wrong: Any) -> dict[str, Any]:
    return authenticator.get(passkeys.options_of(asked), **wrong)


def test_a_passkey_signs_in(anonymous_idp: Any, client: AppClient, authenticator: Authenticator) -> None:
    asked = passkeys.asked(client)
    answer = respond(anonymous_idp, client, asked, signed(authenticator, asked))
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"
    assert anonymous_idp.get_user(AccessToken=answer["AuthenticationResult"]["AccessToken"])["Username"] == "alice"
    assert Passkey.objects.get().sign_count == 2
    assert Passkey.objects.get().last_used_at is not None
    assert not AuthSession.objects.exists()


def test_a_sign_in_costs_the_same_with_more_passkeys(
    anonymous_idp: Any, client: AppClient, alice: User, authenticator: Authenticator
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            asked = passkeys.asked(client)
            respond(anonymous_idp, client, asked, signed(authenticator, asked))
        return len(captured)

    queries()  # from now on the failures of alice have their row
    alone = queries()
    for _ in range(4):
        passkeys.registered(alice, client)
    assert queries() <= alone <= 19


def test_the_options_name_the_users_passkeys(client: AppClient, alice: User, authenticator: Authenticator) -> None:
    key = passkeys.registered(alice, client, attachment="cross-platform", transports=("usb", "nfc"))
    options = passkeys.options_of(passkeys.asked(client))
    assert options.pop("challenge")
    assert options == {
        "timeout": 180_000,
        "rpId": "example.org",
        "allowCredentials": [
            {"type": "public-key", "id": encoded(authenticator.id), "transports": ["internal"]},
            {"type": "public-key", "id": encoded(key.id), "transports": ["usb", "nfc"]},
        ],
        "userVerification": "preferred",
    }


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ({"attachment": "platform"}, "swk"),
        ({"attachment": ""}, "swk"),
        ({"attachment": "cross-platform", "transports": ("usb",)}, "hwk"),
    ],
)
def test_the_session_keeps_what_kind_of_key_it_was(
    anonymous_idp: Any, client: AppClient, alice: User, kind: dict[str, Any], method: str
) -> None:
    authenticator = passkeys.registered(alice, client, **kind)
    asked = passkeys.asked(client)
    respond(anonymous_idp, client, asked, signed(authenticator, asked))
    assert UserSession.objects.get().proved == [method]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rp_id": "evil.com"},
        {"origin": "https://evil.com"},
        {"origin": "http://example.org"},
        {"crossOrigin": True},
        {"topOrigin": "https://evil.com"},
        {"challenge": encoded(bytes(32))},
        {"type": "webauthn.create"},
    ],
)
def test_what_was_not_signed_for_this_sign_in_here_is_refused(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator, wrong: dict[str, Any]
) -> None:
    # checklist 46
    asked = passkeys.asked(client)
    assert refused(anonymous_idp, client, asked, signed(authenticator, asked, **wrong)) == INCORRECT
    assert Passkey.objects.get().sign_count == 1
    assert not UserSession.objects.exists()


def test_altered_client_data_is_refused(anonymous_idp: Any, client: AppClient, authenticator: Authenticator) -> None:
    # checklist 46
    asked = passkeys.asked(client)
    answer = signed(authenticator, asked, origin="https://evil.com")
    said = json.loads(decoded(answer["response"]["clientDataJSON"]))
    answer["response"]["clientDataJSON"] = encoded(json.dumps({**said, "origin": passkeys.ORIGIN}).encode())
    assert refused(anonymous_idp, client, asked, answer) == INCORRECT


@pytest.mark.parametrize("text", ["", "x", "{}", "[]", "null", '{"id": 4000000000}', "[" * 50_000, "{" + "é" * 1000])
def test_what_is_no_credential_is_refused_and_consumes_the_session(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator, text: str
) -> None:
    asked = passkeys.asked(client)
    code, _ = refused(anonymous_idp, client, asked, text or "\n")
    again = refused(anonymous_idp, client, asked, signed(authenticator, asked))
    assert code == "NotAuthorizedException"
    assert again == ("NotAuthorizedException", "Invalid session for the user.")


def test_an_answer_without_a_credential_leaves_the_session_usable(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator
) -> None:
    asked = passkeys.asked(client)
    code, _ = refused(anonymous_idp, client, asked, "")
    assert code == "InvalidParameterException"
    assert respond(anonymous_idp, client, asked, signed(authenticator, asked))["AuthenticationResult"]


def test_a_refused_answer_consumes_the_session(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator
) -> None:
    # checklist 46
    asked = passkeys.asked(client)
    refused(anonymous_idp, client, asked, signed(authenticator, asked, origin="https://evil.com"))
    code, _ = refused(anonymous_idp, client, asked, signed(authenticator, asked))
    assert code == "NotAuthorizedException"


def test_an_answer_is_good_once(anonymous_idp: Any, client: AppClient, authenticator: Authenticator) -> None:
    # checklist 43, 46
    asked = passkeys.asked(client)
    answer = signed(authenticator, asked)
    respond(anonymous_idp, client, asked, answer)
    assert refused(anonymous_idp, client, asked, answer)[0] == "NotAuthorizedException"
    assert refused(anonymous_idp, client, passkeys.asked(client), answer) == INCORRECT
    assert UserSession.objects.count() == 1


def test_an_answer_to_another_sign_in_is_refused(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator
) -> None:
    # checklist 46
    first, second = passkeys.asked(client), passkeys.asked(client)
    assert refused(anonymous_idp, client, second, signed(authenticator, first)) == INCORRECT


def test_an_answer_that_comes_late_is_refused(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator, clock: Clock
) -> None:
    # checklist 46
    asked = passkeys.asked(client)
    clock.advance(minutes=3)
    code, message = refused(anonymous_idp, client, asked, signed(authenticator, asked))
    assert (code, message) == ("NotAuthorizedException", "Invalid session for the user, session is expired.")


def test_another_client_does_not_answer(
    anonymous_idp: Any, client: AppClient, pool: UserPool, authenticator: Authenticator
) -> None:
    # checklist 43
    asked = passkeys.asked(client)
    code, _ = refused(anonymous_idp, passkeys.client(pool, "other"), asked, signed(authenticator, asked))
    assert code == "NotAuthorizedException"


def test_another_challenges_name_does_not_open_the_session(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator
) -> None:
    # checklist 43
    asked = passkeys.asked(client)
    answers = {"USERNAME": "alice", "EMAIL_OTP_CODE": "12345678"}
    code, _ = refusal.of(
        lambda: anonymous_idp.respond_to_auth_challenge(
            ClientId=client.id, ChallengeName="EMAIL_OTP", Session=asked.session, ChallengeResponses=answers
        )
    )
    assert code == "NotAuthorizedException"


def test_another_users_passkey_does_not_sign_in(
    anonymous_idp: Any, client: AppClient, pool: UserPool, authenticator: Authenticator
) -> None:
    # checklist 46
    theirs = passkeys.registered(people.confirmed(pool, "eve"), client)
    asked = passkeys.asked(client)
    assert refused(anonymous_idp, client, asked, signed(theirs, asked)) == INCORRECT


def test_another_users_passkey_under_ones_own_id_does_not_sign_in(
    anonymous_idp: Any, client: AppClient, pool: UserPool, authenticator: Authenticator
) -> None:
    # checklist 46
    theirs = passkeys.registered(people.confirmed(pool, "eve"), client)
    theirs.id = authenticator.id
    asked = passkeys.asked(client)
    assert refused(anonymous_idp, client, asked, signed(theirs, asked)) == INCORRECT


def test_an_answer_that_names_another_user_is_refused(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator
) -> None:
    # checklist 46
    authenticator.handle = b"somebody else"
    asked = passkeys.asked(client)
    assert refused(anonymous_idp, client, asked, signed(authenticator, asked)) == INCORRECT


def test_another_users_name_does_not_open_the_session(
    anonymous_idp: Any, client: AppClient, pool: UserPool, authenticator: Authenticator
) -> None:
    # checklist 43
    people.confirmed(pool, "eve")
    asked = passkeys.asked(client)
    code, _ = refused(anonymous_idp, client, asked, signed(authenticator, asked), username="eve")
    assert code == "NotAuthorizedException"


def test_a_passkey_of_another_pool_does_not_sign_in(
    anonymous_idp: Any, client: AppClient, alice: User, authenticator: Authenticator
) -> None:
    other = passkeys.pool("other")
    theirs = passkeys.registered(people.confirmed(other, "alice"), make_client(other))
    asked = passkeys.asked(client)
    assert refused(anonymous_idp, client, asked, signed(theirs, asked)) == INCORRECT


@pytest.mark.parametrize(("stored", "told"), [(5, 3), (5, 4), (5, 0), (1, 0)])
def test_a_count_that_has_not_grown_is_a_copys(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator, stored: int, told: int
) -> None:
    # checklist 46; the authenticator counts one further as it signs
    Passkey.objects.update(sign_count=stored)
    authenticator.count = told
    asked = passkeys.asked(client)
    answer = signed(authenticator, asked)
    assert refused(anonymous_idp, client, asked, answer) == INCORRECT
    assert Passkey.objects.get().sign_count == stored


def test_an_authenticator_that_does_not_count_is_taken(anonymous_idp: Any, client: AppClient, alice: User) -> None:
    authenticator = passkeys.registered(alice, client, count=0)
    for _ in range(2):
        asked = passkeys.asked(client)
        assert respond(anonymous_idp, client, asked, signed(authenticator, asked))["AuthenticationResult"]
    assert Passkey.objects.get().sign_count == 0


@pytest.mark.parametrize(
    "configuration", [{"UserVerification": "required"}, {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}]
)
def test_where_user_verification_is_required_it_is_asked_for_and_checked(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator, configuration: dict[str, str]
) -> None:
    # checklist 46
    passkeys.configure(client.pool, **configuration)
    authenticator.flags = USER_PRESENT
    asked = passkeys.asked(client)
    assert passkeys.options_of(asked)["userVerification"] == "required"
    assert refused(anonymous_idp, client, asked, signed(authenticator, asked)) == INCORRECT


def test_user_verification_is_not_needed_where_it_is_preferred(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator
) -> None:
    authenticator.flags = USER_PRESENT
    asked = passkeys.asked(client)
    assert respond(anonymous_idp, client, asked, signed(authenticator, asked))["AuthenticationResult"]


def test_passkeys_of_a_former_relying_party_are_not_taken(
    anonymous_idp: Any, client: AppClient, alice: User, authenticator: Authenticator
) -> None:
    former = passkeys.asked(client)
    passkeys.configure(client.pool, RelyingPartyId="app.example.org")
    key = passkeys.registered(alice, client)
    asked = passkeys.asked(client)
    allowed = [one["id"] for one in passkeys.options_of(asked)["allowCredentials"]]
    answer = authenticator.get({**passkeys.options_of(former), **passkeys.options_of(asked)})
    assert allowed == [encoded(key.id)]
    assert refused(anonymous_idp, client, asked, answer) == INCORRECT


def test_a_passkey_is_usable_at_its_own_relying_party(
    client: AppClient, alice: User, authenticator: Authenticator
) -> None:
    pool = client.pool
    at_home = verbs.usable(pool, alice.id)
    passkeys.configure(pool, RelyingPartyId="")
    nowhere = verbs.usable(pool, alice.id)
    domains.create(pool, domain="people")
    assert (at_home, nowhere, verbs.usable(pool, alice.id)) == (True, False, False)


def test_a_passkey_deleted_meanwhile_does_not_sign_in(
    anonymous_idp: Any, client: AppClient, alice: User, authenticator: Authenticator
) -> None:
    asked = passkeys.asked(client)
    verbs.delete(alice, credential_id=encoded(authenticator.id))
    assert refused(anonymous_idp, client, asked, signed(authenticator, asked)) == INCORRECT


def test_a_user_disabled_meanwhile_does_not_sign_in(
    anonymous_idp: Any, client: AppClient, alice: User, authenticator: Authenticator
) -> None:
    # checklist 60
    asked = passkeys.asked(client)
    users.disable(alice)
    code, _ = refused(anonymous_idp, client, asked, signed(authenticator, asked))
    assert code == "NotAuthorizedException"
    assert not UserSession.objects.exists()


def test_refused_answers_are_counted_and_lock(
    anonymous_idp: Any, client: AppClient, authenticator: Authenticator, clock: Clock
) -> None:
    clock.stop()
    for _ in range(6):
        asked = passkeys.asked(client)
        refused(anonymous_idp, client, asked, signed(authenticator, asked, origin="https://evil.com"))
    asked = passkeys.asked(client)
    locked = refused(anonymous_idp, client, asked, signed(authenticator, asked))
    clock.advance(minutes=1)
    asked = passkeys.asked(client)
    respond(anonymous_idp, client, asked, signed(authenticator, asked))
    assert locked == ("NotAuthorizedException", "Password attempts exceeded")
    assert LockOut.objects.get().failures == 0


def test_nobody_is_asked_like_anybody_and_never_gets_in(anonymous_idp: Any, pool: UserPool) -> None:
    # checklist 29
    hiding = passkeys.client(pool, "discreet", PreventUserExistenceErrors="ENABLED")
    nobodies = passkeys.nobodies(pool)
    one, other = next(nobodies), next(nobodies)
    asked, again = passkeys.asked(hiding, one), passkeys.asked(hiding, one)
    options = passkeys.options_of(asked)
    [offered] = options["allowCredentials"]
    stranger = Authenticator(passkeys.ORIGIN)
    stranger.id = decoded(offered["id"])
    assert passkeys.options_of(again)["allowCredentials"] == [offered]
    assert passkeys.options_of(passkeys.asked(hiding, other))["allowCredentials"] != [offered]
    assert (len(stranger.id), offered["transports"]) == (20, ["hybrid", "internal"])
    assert refused(anonymous_idp, hiding, asked, stranger.get(options), username=one) == INCORRECT

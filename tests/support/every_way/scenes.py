"""Alice, who will be asked one challenge: her pool, what she has, and what she answers rightly or wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycognito.aws_srp import AWSSRP, generate_hash_device, long_to_hex

from accounts import custom_auth, devices, subjects
from accounts.models import LockOut, User
from pools.models import AppClient, UserPool
from tests.support import boto, builders, choosing, factors, passkeys, people, riddles
from tests.support import devices as support

TOKENS = "tokens"
ALICE = "alice"
EMAIL, PHONE = "alice@example.com", "+15551230001"
FLOWS = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]

Answers = dict[str, str]
Answering = Callable[[Any], Answers]
"""ChallengeResponses without USERNAME, out of the reply that asked for them."""


@dataclass(frozen=True)
class Scene:
    """Before the sign-in begins.

    Attributes:
        client: of alice's pool.
        right: her right answer.
        wrong: a wrong one.
        told: the error that a wrong one is answered with.
        counted: what wrong answers count as guesses at, see `subjects.of`; None where they are no guesses.
        leads_to: what follows the right one: TOKENS, or the name of the next challenge.
        parameters: that the sign-in begins with.
        on_the_way: challenges that are answered before this one is asked.
    """

    client: AppClient
    right: Answering
    wrong: Answering
    told: str = "InvalidParameterException"
    counted: str | None = None
    leads_to: str = TOKENS
    parameters: Answers = field(default_factory=dict)
    on_the_way: dict[str, Answering] = field(default_factory=dict)

    def failures(self) -> int:
        """What counts against alice for what she guesses at; nothing counts against anybody for anything else."""
        pool = self.client.pool
        alice = User.objects.get(pool=pool, username=ALICE)
        subject = subjects.of(pool, alice, ALICE, guessing=self.counted or "")
        rows = LockOut.objects.filter(failures__gt=0)
        assert not rows.exclude(subject=subject).exists()
        return sum(row.failures for row in rows)


def client_of(pool: UserPool, name: str = "every way") -> AppClient:
    """A client that may sign in by any flow."""
    return builders.client(pool, name, ExplicitAuthFlows=FLOWS, AuthSessionValidity=4)


def password_by_srp() -> Scene:
    return _by_srp(_of(builders.pool()))


def password_by_srp_chosen() -> Scene:
    return _by_srp(_chooser())


def temporary_password() -> Scene:
    pool = builders.pool()
    people.invited(pool, ALICE, temporary_password=people.PASSWORD)
    return Scene(
        client_of(pool),
        _fixed(NEW_PASSWORD="An0ther-h0rse!"),
        _fixed(NEW_PASSWORD="short"),
        told="InvalidPasswordException",
    )


def riddle() -> Scene:
    return Scene(
        _of(builders.pool()),
        _fixed(ANSWER=riddles.ANSWER),
        _fixed(ANSWER="rain"),
        told="NotAuthorizedException",
        counted=custom_auth.GUESSING,
    )


def app() -> Scene:
    pool = factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    code = factors.with_app(people.confirmed(pool)).code()
    return Scene(
        client_of(pool),
        _fixed(SOFTWARE_TOKEN_MFA_CODE=code),
        _fixed(SOFTWARE_TOKEN_MFA_CODE=_another(code)),
        told="CodeMismatchException",
        counted=subjects.SECOND_FACTOR,
    )


def several_factors() -> Scene:
    pool = factors.pool("OPTIONAL", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    alice = people.confirmed(pool)
    factors.register_app(alice)
    factors.prefer(alice, "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    return Scene(
        client_of(pool), _fixed(ANSWER="SOFTWARE_TOKEN_MFA"), _fixed(ANSWER="SMS_MFA"), leads_to="SOFTWARE_TOKEN_MFA"
    )


def no_factor() -> Scene:
    pool = factors.pool("ON", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    people.confirmed(pool, email="", email_verified="")
    return Scene(client_of(pool), _fixed(EMAIL="new@example.com"), _fixed(), leads_to="EMAIL_OTP")


def telephone() -> Scene:
    pool = factors.pool("OPTIONAL", "SMS_MFA")
    factors.prefer(people.confirmed(pool, phone_number=PHONE, phone_number_verified="true"), "SMS_MFA")
    return _code(client_of(pool), "SMS_MFA_CODE", PHONE, counted=subjects.SECOND_FACTOR)


def mailbox() -> Scene:
    pool = factors.pool("OPTIONAL", "EMAIL_OTP")
    factors.prefer(people.confirmed(pool), "EMAIL_OTP")
    return _code(client_of(pool), "EMAIL_OTP_CODE", EMAIL, counted=subjects.SECOND_FACTOR)


def mailbox_first() -> Scene:
    return _code(_chooser(), "EMAIL_OTP_CODE", EMAIL, counted=subjects.CODE)


def telephone_first() -> Scene:
    return _code(_chooser(), "SMS_OTP_CODE", PHONE, counted=subjects.CODE)


def choice() -> Scene:
    return Scene(_chooser(), _fixed(ANSWER="EMAIL_OTP"), _fixed(ANSWER="WEB_AUTHN"), leads_to="EMAIL_OTP")


def password() -> Scene:
    return Scene(
        _chooser(),
        _fixed(PASSWORD=people.PASSWORD),
        _fixed(PASSWORD="Wrong-1234!"),
        told="NotAuthorizedException",
        counted="",
    )


def public_number() -> Scene:
    client = _chooser()
    return Scene(
        client,
        _fixed(SRP_A=choosing.srp_a(choosing.srp(client))),
        _fixed(SRP_A="no number"),
        leads_to="PASSWORD_VERIFIER",
    )


def passkey() -> Scene:
    pool = passkeys.pool()
    client = client_of(pool)
    key = passkeys.registered(people.confirmed(pool), client)

    def sign(asked: Any, **said: str) -> Answers:
        options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
        return {"CREDENTIAL": json.dumps(key.get(options, **said))}

    return Scene(
        client,
        sign,
        lambda asked: sign(asked, origin="https://evil.com"),
        told="NotAuthorizedException",
        counted="passkey|",
    )


def device() -> Scene:
    client, srp = _with_device()
    key = srp.device_key
    return Scene(
        client,
        _fixed(DEVICE_KEY=key, SRP_A=long_to_hex(srp.large_a_value)),
        _fixed(DEVICE_KEY=key, SRP_A="no number"),
        leads_to="DEVICE_PASSWORD_VERIFIER",
        parameters={"DEVICE_KEY": key},
    )


def device_by_srp() -> Scene:
    client, srp = _with_device()
    key = srp.device_key
    prove = _proof(lambda parameters, _: srp.process_device_challenge(parameters))
    return Scene(
        client,
        prove,
        _spoilt(prove),
        told="NotAuthorizedException",
        counted="device|",
        parameters={"DEVICE_KEY": key},
        on_the_way={"DEVICE_SRP_AUTH": _fixed(DEVICE_KEY=key, SRP_A=long_to_hex(srp.large_a_value))},
    )


def _fixed(**answers: str) -> Answering:
    return lambda _: answers


def _by_srp(client: AppClient) -> Scene:
    srp = choosing.srp(client)
    prove = _proof(srp.process_challenge)
    return Scene(
        client,
        prove,
        _spoilt(prove),
        told="NotAuthorizedException",
        counted="",
        parameters={"SRP_A": choosing.srp_a(srp)},
    )


def _code(client: AppClient, name: str, address: str, *, counted: str) -> Scene:
    return Scene(
        client,
        lambda _: {name: people.last_code(address)},
        lambda _: {name: _another(people.last_code(address))},
        told="CodeMismatchException",
        counted=counted,
    )


def _another(code: str) -> str:
    return f"{(int(code) + 500_000) % 10 ** len(code):0{len(code)}d}"


def _proof(process: Callable[[Any, Answers], Answers]) -> Answering:
    return lambda asked: process(asked["ChallengeParameters"], {"USERNAME": ALICE})


def _spoilt(prove: Answering) -> Answering:
    return lambda asked: {**prove(asked), "PASSWORD_CLAIM_SIGNATURE": "A" * 43 + "="}


def _of(pool: UserPool) -> AppClient:
    people.confirmed(pool)
    return client_of(pool)


def _chooser() -> AppClient:
    pool = choosing.pool()
    people.confirmed(pool, phone_number=PHONE, phone_number_verified="true")
    return client_of(pool)


def _with_device() -> tuple[AppClient, AWSSRP]:
    """Of a pool that remembers devices, and alice's there."""
    pool = builders.pool(DeviceConfiguration=support.TRACKING)
    alice = people.confirmed(pool)
    known = devices.begin(alice, ip=boto.IP)
    known.save()
    secret, config = generate_hash_device(known.group_key, known.key)
    devices.confirm(alice, key=known.key, salt=config["Salt"], verifier=config["PasswordVerifier"])
    client = client_of(pool)
    theirs = support.Device(known.key, known.group_key, secret, tokens={})
    return client, support.attempt(object(), client, theirs).srp

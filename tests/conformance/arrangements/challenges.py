"""Every flow and every challenge that can be had without a trigger, one step before its answer."""

from __future__ import annotations

import json
from typing import Any

from pycognito.aws_srp import AWSSRP, long_to_hex

from pools import mfa_configuration
from tests.conformance.arrangements.sign_in import BY_ALICE
from tests.conformance.arranging import also
from tests.conformance.scene import FACTORS, PASSWORD, Scene
from tests.support import devices, factors, people
from tests.support.devices import Attempt, Device
from tests.support.factors import App


def flow(scene: Scene, name: str, **parameters: str) -> dict[str, Any]:
    return {"ClientId": scene.client.id, "AuthFlow": name, "AuthParameters": parameters}


def answer(scene: Scene, asked: Any, username: str = "alice", **answers: str) -> dict[str, Any]:
    return {
        "ClientId": scene.client.id,
        "ChallengeName": asked["ChallengeName"],
        "Session": asked["Session"],
        "ChallengeResponses": {"USERNAME": username, **answers},
    }


def by_choice(scene: Scene, preferred: str, username: str = "alice") -> Any:
    return scene.anonymous.initiate_auth(**flow(scene, "USER_AUTH", USERNAME=username, PREFERRED_CHALLENGE=preferred))


def srp(scene: Scene, **more: str) -> AWSSRP:
    return AWSSRP("alice", PASSWORD, scene.pool.id, scene.client.id, client=scene.anonymous, **more)


def with_app(scene: Scene) -> App:
    """Carol, who has an authenticator app."""
    carol = people.confirmed(scene.pool, "carol")
    app = factors.register_app(carol)
    factors.prefer(carol, "SOFTWARE_TOKEN_MFA", preferred="SOFTWARE_TOKEN_MFA")
    return app


def set_up(scene: Scene) -> Any:
    """What dora is asked, who has no second factor where each must have one."""
    mfa_configuration.replace(scene.pool, settings={**FACTORS, "MfaConfiguration": "ON"})
    people.confirmed(scene.pool, "dora")
    return scene.sign_in("dora")


def remembered(scene: Scene) -> tuple[Device, Attempt, Any]:
    """A device that asks for its own proof after the password."""
    device = devices.confirmed_by(scene.anonymous, scene.tokens)
    asked = scene.anonymous.initiate_auth(**flow(scene, "USER_PASSWORD_AUTH", **BY_ALICE, DEVICE_KEY=device.key))
    return device, devices.attempt(scene.anonymous, scene.client, device), asked


@also("initiate_auth")
def by_srp(scene: Scene) -> dict[str, Any]:
    return flow(scene, "USER_SRP_AUTH", **srp(scene).get_auth_params())


@also("initiate_auth")
def by_first_factor(scene: Scene) -> dict[str, Any]:
    return flow(scene, "USER_AUTH", USERNAME="alice", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)


@also("initiate_auth")
def by_refresh_token(scene: Scene) -> dict[str, Any]:
    told = {"REFRESH_TOKEN": scene.tokens["RefreshToken"], "DEVICE_KEY": scene.device_key}
    return flow(scene, "REFRESH_TOKEN_AUTH", **told)


@also("respond_to_auth_challenge")
def password_verifier(scene: Scene) -> dict[str, Any]:
    proof = srp(scene)
    asked = scene.anonymous.initiate_auth(**flow(scene, "USER_SRP_AUTH", **proof.get_auth_params()))
    answers = proof.process_challenge(asked["ChallengeParameters"], proof.get_auth_params())
    return {"ClientId": scene.client.id, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": answers} | (
        {"Session": asked["Session"]} if "Session" in asked else {}
    )


@also("respond_to_auth_challenge")
def select_challenge(scene: Scene) -> dict[str, Any]:
    asked = scene.anonymous.initiate_auth(**flow(scene, "USER_AUTH", USERNAME="alice"))
    return answer(scene, asked, ANSWER="PASSWORD", PASSWORD=PASSWORD)


@also("respond_to_auth_challenge")
def email_otp(scene: Scene) -> dict[str, Any]:
    asked = by_choice(scene, "EMAIL_OTP")
    return answer(scene, asked, EMAIL_OTP_CODE=people.last_code("alice@example.com"))


@also("respond_to_auth_challenge")
def sms_otp(scene: Scene) -> dict[str, Any]:
    asked = by_choice(scene, "SMS_OTP")
    return answer(scene, asked, SMS_OTP_CODE=people.last_code("+15551230001"))


@also("respond_to_auth_challenge")
def web_authn(scene: Scene) -> dict[str, Any]:
    asked = by_choice(scene, "WEB_AUTHN")
    options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    return answer(scene, asked, CREDENTIAL=json.dumps(scene.passkey.get(options)))


@also("respond_to_auth_challenge")
def sms_mfa(scene: Scene) -> dict[str, Any]:
    factors.prefer(scene.alice, "SMS_MFA", preferred="SMS_MFA")
    return answer(scene, scene.sign_in("alice"), SMS_MFA_CODE=people.last_code("+15551230001"))


@also("respond_to_auth_challenge")
def software_token_mfa(scene: Scene) -> dict[str, Any]:
    app = with_app(scene)
    return answer(scene, scene.sign_in("carol"), "carol", SOFTWARE_TOKEN_MFA_CODE=app.code())


@also("respond_to_auth_challenge")
def select_mfa_type(scene: Scene) -> dict[str, Any]:
    factors.register_app(scene.alice)
    factors.prefer(scene.alice, "SMS_MFA", "SOFTWARE_TOKEN_MFA")
    return answer(scene, scene.sign_in("alice"), ANSWER="SOFTWARE_TOKEN_MFA")


@also("respond_to_auth_challenge")
def mfa_setup(scene: Scene) -> dict[str, Any]:
    given = scene.anonymous.associate_software_token(Session=set_up(scene)["Session"])
    verified = scene.anonymous.verify_software_token(Session=given["Session"], UserCode=App(given["SecretCode"]).code())
    return answer(scene, {"ChallengeName": "MFA_SETUP", "Session": verified["Session"]}, "dora")


@also("associate_software_token")
def associated_in_a_sign_in(scene: Scene) -> dict[str, Any]:
    return {"Session": set_up(scene)["Session"]}


@also("verify_software_token")
def verified_in_a_sign_in(scene: Scene) -> dict[str, Any]:
    given = scene.anonymous.associate_software_token(Session=set_up(scene)["Session"])
    return {"Session": given["Session"], "UserCode": App(given["SecretCode"]).code()}


@also("respond_to_auth_challenge")
def device_srp_auth(scene: Scene) -> dict[str, Any]:
    factors.prefer(scene.alice, "SMS_MFA", preferred="SMS_MFA")
    device, attempt, asked = remembered(scene)
    return answer(scene, asked, DEVICE_KEY=device.key, SRP_A=long_to_hex(attempt.srp.large_a_value))


@also("respond_to_auth_challenge")
def device_password_verifier(scene: Scene) -> dict[str, Any]:
    factors.prefer(scene.alice, "SMS_MFA", preferred="SMS_MFA")
    _, attempt, asked = remembered(scene)
    proof = attempt.send_public(asked["Session"])
    answers = {"USERNAME": "alice", **attempt.srp.process_device_challenge(proof["ChallengeParameters"])}
    named = {"Session": proof["Session"]} if "Session" in proof else {}
    return {
        "ClientId": scene.client.id,
        "ChallengeName": proof["ChallengeName"],
        "ChallengeResponses": answers,
        **named,
    }


@also("admin_respond_to_auth_challenge")
def admin_software_token_mfa(scene: Scene) -> dict[str, Any]:
    app = with_app(scene)
    parameters = {"USERNAME": "carol", "PASSWORD": PASSWORD}
    asked = scene.idp.admin_initiate_auth(
        **scene.of_client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    return {**answer(scene, asked, "carol", SOFTWARE_TOKEN_MFA_CODE=app.code()), **scene.of_client}

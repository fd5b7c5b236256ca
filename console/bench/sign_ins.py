"""The requests of signing in and of refreshing, step by step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from console.bench.calls import Request
from console.bench.load import PASSWORD, Known, Population
from console.bench.operation import Scene, Step
from pools.models import AppClient

PopulationOf = Callable[[Scene], Population]


def by_password(scene: Scene, known: Known) -> Request:
    parameters = {"USERNAME": known.user.username, "PASSWORD": PASSWORD}
    return initiate(scene, scene.population.client, "USER_PASSWORD_AUTH", parameters)


def by_srp(population_of: PopulationOf) -> Callable[[Scene], list[Request]]:
    """InitiateAuth with A, for each known user of a population."""

    def requests(scene: Scene) -> list[Request]:
        population = population_of(scene)
        parameters = [{"USERNAME": known.user.username, "SRP_A": scene.srp.srp_a} for known in population.known]
        return [initiate(scene, population.client, "USER_SRP_AUTH", given) for given in parameters]

    return requests


def srp_proof(population_of: PopulationOf) -> Step:
    """The answer to PASSWORD_VERIFIER."""

    def step(scene: Scene, answer: bytes) -> Request:
        population, asked = population_of(scene), json.loads(answer)
        responses = scene.srp.password_responses(
            asked["ChallengeParameters"], pool_name=population.pool.srp_name, password=PASSWORD
        )
        return respond(scene, population.client, asked, responses)

    return step


def app_code(scene: Scene, answer: bytes) -> Request:
    asked, apps = json.loads(answer), scene.apps
    return respond(scene, apps.population.client, asked, {**_who(asked), "SOFTWARE_TOKEN_MFA_CODE": apps.code()})


def from_devices(scene: Scene) -> list[Request]:
    devices = scene.devices
    parameters = [
        {"USERNAME": username, "SRP_A": scene.srp.srp_a, "DEVICE_KEY": key} for username, key in devices.keys.items()
    ]
    return [initiate(scene, devices.population.client, "USER_SRP_AUTH", given) for given in parameters]


def device_public(scene: Scene, answer: bytes) -> Request:
    """The answer to DEVICE_SRP_AUTH."""
    asked = json.loads(answer)
    responses = {**asked["ChallengeParameters"], "SRP_A": scene.srp.srp_a}
    return respond(scene, scene.devices.population.client, asked, responses)


def device_proof(scene: Scene, answer: bytes) -> Request:
    """The answer to DEVICE_PASSWORD_VERIFIER."""
    asked, devices = json.loads(answer), scene.devices
    parameters = asked["ChallengeParameters"]
    responses = scene.srp.device_responses(
        parameters, group_key=devices.group_keys[parameters["DEVICE_KEY"]], secret=devices.SECRET
    )
    return respond(scene, devices.population.client, asked, responses)


def by_passkey(scene: Scene) -> list[Request]:
    names = [known.user.username for known in scene.passkeys.population.known]
    parameters = [{"USERNAME": name, "PREFERRED_CHALLENGE": "WEB_AUTHN"} for name in names]
    return [initiate(scene, scene.passkeys.client, "USER_AUTH", given) for given in parameters]


def passkey_answer(scene: Scene, answer: bytes) -> Request:
    asked = json.loads(answer)
    options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    responses = {**_who(asked), "CREDENTIAL": scene.passkeys.sign(options)}
    return respond(scene, scene.passkeys.client, asked, responses)


def refresh(scene: Scene, known: Known) -> Request:
    return initiate(scene, scene.population.client, "REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": known.refresh_token})


def rotations(scene: Scene) -> list[Request]:
    client_id = scene.rotating.client.id
    return [
        scene.caller.public("GetTokensFromRefreshToken", ClientId=client_id, RefreshToken=token)
        for token in scene.rotating.tokens.values()
    ]


def while_locked(scene: Scene) -> list[Request]:
    parameters = [{"USERNAME": name, "PASSWORD": PASSWORD} for name in scene.locked.usernames]
    return [initiate(scene, scene.population.client, "USER_PASSWORD_AUTH", given) for given in parameters]


def initiate(scene: Scene, client: AppClient, flow: str, parameters: dict[str, str]) -> Request:
    return scene.caller.public("InitiateAuth", AuthFlow=flow, ClientId=client.id, AuthParameters=parameters)


def respond(scene: Scene, client: AppClient, asked: dict[str, Any], responses: dict[str, str]) -> Request:
    """An answer to what was asked; plain SRP names no session."""
    session = {"Session": asked["Session"]} if "Session" in asked else {}
    return scene.caller.public(
        "RespondToAuthChallenge",
        ClientId=client.id,
        ChallengeName=asked["ChallengeName"],
        ChallengeResponses=responses,
        **session,
    )


def _who(asked: dict[str, Any]) -> dict[str, str]:
    return {"USERNAME": asked["ChallengeParameters"]["USER_ID_FOR_SRP"]}

"""The table: a row for each challenge, a column for each flow. In a cell is how one gets there, or why one never does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from accounts.signin.challenges import CHALLENGES
from accounts.signin.flows import FLOWS, HOSTED_FLOWS
from tests.support import choosing, people, riddles
from tests.support.every_way import faces, scenes
from tests.support.every_way.faces import Face, Fixture, Reply
from tests.support.every_way.scenes import ALICE, Answers, Scene

ALL_FLOWS = (*FLOWS, *HOSTED_FLOWS)
"""From the registries, as are CHALLENGES: what is new there has no cell until it is put in here."""

Opening = Callable[[Face, str, str, Scene], Reply]
"""The steps from nothing to a challenge, by a flow of this name."""


@dataclass(frozen=True)
class Way:
    """How a flow comes to ask a challenge. `scene` and `leads_to` stand where they differ from the challenge's own."""

    opening: Opening
    scene: Callable[[], Scene] | None = None
    leads_to: str = ""


def begun(**parameters: str) -> Opening:
    """By beginning with these."""

    def open_it(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
        return face.begin(scene.client, flow, {"USERNAME": ALICE, **scene.parameters, **parameters})

    return open_it


def preferred(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
    return begun(PREFERRED_CHALLENGE=challenge)(face, flow, challenge, scene)


def srp_proved(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
    srp = choosing.srp(scene.client)
    asked = begun(SRP_A=choosing.srp_a(srp))(face, flow, challenge, scene)
    return _on(face, scene, "PASSWORD_VERIFIER", asked, srp.process_challenge(asked["ChallengeParameters"], _WHO))


def riddle_solved(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
    asked = begun()(face, flow, challenge, scene)
    return _on(face, scene, "CUSTOM_CHALLENGE", asked, {"ANSWER": riddles.ANSWER})


def chosen(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
    return _on(face, scene, "SELECT_CHALLENGE", begun()(face, flow, challenge, scene), {"ANSWER": challenge})


def srp_chosen(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
    asked = begun()(face, flow, challenge, scene)
    return _on(face, scene, "SELECT_CHALLENGE", asked, {"ANSWER": "PASSWORD_SRP", **scene.parameters})


def password_asked(face: Face, flow: str, challenge: str, scene: Scene) -> Reply:
    return _on(face, scene, "PASSWORD", begun()(face, flow, challenge, scene), {"PASSWORD": people.PASSWORD})


_WHO = {"USERNAME": ALICE}
_BEGUN = Way(begun())
_SRP = Way(srp_proved)
_PASSWORD = Way(begun(PASSWORD=people.PASSWORD))
_RIDDLE = Way(riddle_solved)
_CHOICE = Way(begun(PREFERRED_CHALLENGE="PASSWORD", PASSWORD=people.PASSWORD))
_ASKED = Way(password_asked)
_PREFERRED = Way(preferred)
_CHOSEN = Way(chosen)

_SRP_FIRST = Way(begun(CHALLENGE_NAME="SRP_A"), leads_to="CUSTOM_CHALLENGE")
_SRP_LIKED = Way(begun(PREFERRED_CHALLENGE="PASSWORD_SRP"))
_SRP_CHOSEN = Way(srp_chosen, scene=scenes.password_by_srp_chosen)
_MAIL_FIRST = Way(preferred, scene=scenes.mailbox_first)
_MAIL_CHOSEN = Way(chosen, scene=scenes.mailbox_first)

NEVER = {
    "plain": "the password comes in the clear, so nothing is left to prove",
    "custom": "only a pool's own functions ask it",
    "alone": "Cognito adds no second factor to a custom sign-in",
    "choice": "only a sign-in by choice offers it",
    "step-up": "only a browser's sign-in that steps up to a higher level is offered it",
    "blind": "the flow takes no notice of devices",
}
_COLUMNS = (
    *("USER_SRP_AUTH", "USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH"),
    *("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"),
    *("HOSTED", "HOSTED_CHOICE"),
)
_ROWS: dict[str, tuple[Way | str, ...]] = {
    "PASSWORD_VERIFIER": (_BEGUN, "plain", _SRP_FIRST, _SRP_LIKED, "plain", "plain", "plain", _SRP_CHOSEN),
    "NEW_PASSWORD_REQUIRED": (_SRP, _PASSWORD, _RIDDLE, _CHOICE, _PASSWORD, _PASSWORD, _PASSWORD, _ASKED),
    "CUSTOM_CHALLENGE": ("custom", "custom", _BEGUN, "custom", "custom", "custom", "custom", "custom"),
    "SOFTWARE_TOKEN_MFA": (_SRP, _PASSWORD, "alone", _CHOICE, _PASSWORD, _PASSWORD, _PASSWORD, _ASKED),
    "SELECT_MFA_TYPE": (_SRP, _PASSWORD, "alone", _CHOICE, _PASSWORD, _PASSWORD, _PASSWORD, _ASKED),
    "MFA_SETUP": (_SRP, _PASSWORD, "alone", _CHOICE, _PASSWORD, _PASSWORD, _PASSWORD, _ASKED),
    "SMS_MFA": (_SRP, _PASSWORD, "alone", _CHOICE, _PASSWORD, _PASSWORD, _PASSWORD, _ASKED),
    "EMAIL_OTP": (_SRP, _PASSWORD, "alone", _MAIL_FIRST, _PASSWORD, _PASSWORD, _PASSWORD, _MAIL_CHOSEN),
    "SMS_OTP": ("choice", "choice", "choice", _PREFERRED, "choice", "choice", "step-up", _CHOSEN),
    "SELECT_CHALLENGE": ("choice", "choice", "choice", _BEGUN, "choice", "choice", "step-up", _BEGUN),
    "PASSWORD": ("choice", "choice", "choice", _PREFERRED, "choice", "choice", "step-up", _CHOSEN),
    "PASSWORD_SRP": ("choice", "choice", "choice", _PREFERRED, "choice", "choice", "step-up", _CHOSEN),
    "DEVICE_SRP_AUTH": (_SRP, _PASSWORD, _RIDDLE, _CHOICE, "blind", "blind", "blind", "blind"),
    "DEVICE_PASSWORD_VERIFIER": (_SRP, _PASSWORD, _RIDDLE, _CHOICE, "blind", "blind", "blind", "blind"),
    "WEB_AUTHN": ("choice", "choice", "choice", _PREFERRED, "choice", "choice", "step-up", _BEGUN),
}
TABLE = {(flow, challenge): cell for challenge, row in _ROWS.items() for flow, cell in zip(_COLUMNS, row, strict=True)}
WAYS = {at: cell for at, cell in TABLE.items() if isinstance(cell, Way)}
OUTCOMES = ("right", "wrong", "out of turn", "replayed", "expired", "foreign")
HOMES = dict(reversed(WAYS))
"""A challenge of each flow at which the others are out of turn."""

_SCENES = {
    "PASSWORD_VERIFIER": scenes.password_by_srp,
    "NEW_PASSWORD_REQUIRED": scenes.temporary_password,
    "CUSTOM_CHALLENGE": scenes.riddle,
    "SOFTWARE_TOKEN_MFA": scenes.app,
    "SELECT_MFA_TYPE": scenes.several_factors,
    "MFA_SETUP": scenes.no_factor,
    "SMS_MFA": scenes.telephone,
    "EMAIL_OTP": scenes.mailbox,
    "SMS_OTP": scenes.telephone_first,
    "SELECT_CHALLENGE": scenes.choice,
    "PASSWORD": scenes.password,
    "PASSWORD_SRP": scenes.public_number,
    "DEVICE_SRP_AUTH": scenes.device,
    "DEVICE_PASSWORD_VERIFIER": scenes.device_by_srp,
    "WEB_AUTHN": scenes.passkey,
}

_FACES = {
    "ADMIN_USER_PASSWORD_AUTH": faces.administrator,
    "ADMIN_NO_SRP_AUTH": faces.administrator,
    "HOSTED": faces.pages,
    "HOSTED_CHOICE": faces.pages,
}
_ACROSS = {"HOSTED": faces.application, "HOSTED_CHOICE": faces.application}


@dataclass(frozen=True)
class Stage:
    """Alice at an open challenge. `across` is the other side of the house: the hosted pages, or from there the API."""

    scene: Scene
    face: Face
    across: Face
    challenge: str
    asked: Reply

    def right(self) -> Answers:
        return self.scene.right(self.asked)

    @property
    def repairable(self) -> set[str]:
        """The errors after which the session may be answered again."""
        kind = CHALLENGES[self.challenge]
        return {error.__name__ for error in kind.repairable_when(hosted=self.face.hosted)}

    def answer(self, answers: Answers, **other: Any) -> Reply:
        """Answer; `other` gives a challenge, client, username or face in place of the right one."""
        given = {
            "challenge": self.challenge,
            "client": self.scene.client,
            "username": ALICE,
            "face": self.face,
            **other,
        }
        face: Face = given["face"]
        return face.answer(
            given["client"], given["challenge"], session_of(self.asked), {**answers, "USERNAME": given["username"]}
        )


def reach(flow: str, challenge: str, fixture: Fixture) -> Stage:
    """Sign alice in until the flow asks this challenge."""
    way = WAYS[flow, challenge]
    scene = (way.scene or _SCENES[challenge])()
    scene = replace(scene, leads_to=way.leads_to or scene.leads_to)
    if flow == "CUSTOM_AUTH":
        riddles.attach(scene.client.pool, fixture("functions"), DefineAuthChallenge=riddles.unforgiving)
    face = _FACES.get(flow, faces.application)(fixture)
    asked = way.opening(face, flow, challenge, scene)
    for name, answering in scene.on_the_way.items():
        asked = _on(face, scene, name, asked, answering(asked))
    assert asked["ChallengeName"] == challenge
    return Stage(scene, face, _ACROSS.get(flow, faces.pages)(fixture), challenge, asked)


def _on(face: Face, scene: Scene, challenge: str, asked: Reply, answers: Answers) -> Reply:
    """Past another challenge."""
    return face.answer(scene.client, challenge, session_of(asked), {**answers, **_WHO})


def cells(*, asked: bool) -> list[ParameterSet]:
    """Flow, challenge and outcome, where the flow asks the challenge, or everywhere else."""
    return [
        pytest.param(flow, challenge, outcome, id=f"{flow}-{challenge}-{outcome}")
        for flow, challenge, outcome in product(ALL_FLOWS, CHALLENGES, OUTCOMES)
        if ((flow, challenge) in WAYS) == asked
    ]


def session_of(asked: Reply) -> str:
    """The string that stands for the open sign-in; plain SRP tells it as the secret block only."""
    return str(asked.get("Session") or asked["ChallengeParameters"]["SECRET_BLOCK"])


def end_of(reply: Reply) -> str:
    """TOKENS, or the name of the next challenge; never both."""
    told = [reply.get("ChallengeName"), scenes.TOKENS if reply.get("AuthenticationResult") else None]
    [end] = [one for one in told if one]
    return str(end)


_PLAUSIBLE = {
    "ANSWER": "EMAIL_OTP",
    "CREDENTIAL": "{}",
    "DEVICE_KEY": "us-east-1_12345678-1234-4234-8234-123456789012",
    "NEW_PASSWORD": people.PASSWORD,
    "PASSWORD": people.PASSWORD,
    "PASSWORD_CLAIM_SECRET_BLOCK": "c2VjcmV0",
    "PASSWORD_CLAIM_SIGNATURE": "A" * 43 + "=",
    "SRP_A": "5",
    "TIMESTAMP": "Tue Jan 2 03:04:05 UTC 2024",
}


def plausible(challenge: str) -> Answers:
    """Everything that an answer to the challenge must have, as it might be."""
    return {name: _PLAUSIBLE.get(name, "123456") for name in CHALLENGES[challenge].required}


def absurd(challenge: str) -> Answers:
    """Everything that it must have, as it cannot be."""
    return dict.fromkeys(CHALLENGES[challenge].required, "?")

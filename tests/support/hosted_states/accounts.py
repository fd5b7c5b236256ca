"""Signing up, confirming, and getting back in without the password; feedback on a sign-in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from pools.models import UserPool
from tests.support import guarded, mailbox, oauth, people
from tests.support.hosted_desk import HostedDesk
from tests.support.hosted_states.sign_in import pool
from tests.support.hosted_states.table import client_of, desk_of, state

MAIL = "mary@example.com"
STANDARD = (
    "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname",
    "phone_number", "picture", "preferred_username", "profile", "website", "zoneinfo",
)  # fmt: skip
_SCHEMA: list[dict[str, Any]] = [
    {"Name": name, "Required": True, "AttributeDataType": "String", "Mutable": True} for name in STANDARD
]


def _every_kind() -> UserPool:
    return pool(Schema=_SCHEMA, AliasAttributes=[])


def _sign_up(web: Client) -> HostedDesk:
    desk = desk_of(web, pool())
    desk.send("signup", username="mary", password=people.PASSWORD, **{"attribute:email": MAIL})
    return desk


def _forgotten(web: Client) -> HostedDesk:
    desk = desk_of(web, pool())
    people.confirmed(desk.app.pool, "mary")
    desk.send("forgotPassword", username="mary")
    return desk


def _link(desk: HostedDesk) -> str:
    values = {"client_id": desk.app.id, "user_name": "mary", "confirmation_code": people.last_code(MAIL)}
    return oauth.address(desk.app.pool, "confirmUser", urlencode(values))


def _feedback(web: Client, value: str) -> str:
    """The address of a link in the mail about a sign-in from elsewhere."""
    made = guarded.pool()
    client = client_of(made, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    people.confirmed(made, "alice")
    guarded.react(made, notify=True, Medium="NO_ACTION")
    guarded.sign_in(client)
    guarded.sign_in(client, ip=guarded.AWAY)
    found = re.findall(r"https?://[^/]+(/\S+value=(\w+))", mailbox.text("alice@example.com"))
    return next(str(path) for path, said in found if said == value)


@state
def signup(web: Client) -> HttpResponse:
    return desk_of(web, pool()).open("signup")


@state
def signup_with_every_attribute(web: Client) -> HttpResponse:
    return desk_of(web, _every_kind()).open("signup")


@state
def signup_left_empty(web: Client) -> HttpResponse:
    return desk_of(web, _every_kind()).send("signup", username="")


@state
def signup_with_a_weak_password(web: Client) -> HttpResponse:
    values = {"username": "mary", "password": "weak", "attribute:email": MAIL}
    return desk_of(web, pool()).send("signup", **values)


@state
def confirm(web: Client) -> HttpResponse:
    return _sign_up(web).open("confirm")


@state
def confirm_with_a_wrong_code(web: Client) -> HttpResponse:
    return _sign_up(web).send("confirm", code="000000")


@state
def confirm_with_a_new_code(web: Client) -> HttpResponse:
    desk = _sign_up(web)
    desk.send("resendcode")
    return desk.open("confirm")


@state
def confirm_link(web: Client) -> HttpResponse:
    return web.get(_link(_sign_up(web)))  # type: ignore[return-value]


@state
def confirm_link_done(web: Client) -> HttpResponse:
    return web.post(_link(_sign_up(web)))  # type: ignore[return-value]


@state
def confirm_link_used(web: Client) -> HttpResponse:
    link = _link(_sign_up(web))
    web.post(link)
    return web.post(link)  # type: ignore[return-value]


@state
def forgot_password(web: Client) -> HttpResponse:
    return desk_of(web, pool()).open("forgotPassword")


@state
def forgot_password_left_empty(web: Client) -> HttpResponse:
    return desk_of(web, pool()).send("forgotPassword", username="")


@state
def reset(web: Client) -> HttpResponse:
    return _forgotten(web).open("confirmForgotPassword")


@state
def reset_with_a_weak_password(web: Client) -> HttpResponse:
    return _forgotten(web).send("confirmForgotPassword", code="", password="weak")


@state
def feedback(web: Client) -> HttpResponse:
    return web.get(_feedback(web, "Invalid"))  # type: ignore[return-value]


@state
def feedback_given(web: Client) -> HttpResponse:
    return web.post(_feedback(web, "Valid"))  # type: ignore[return-value]


@state
def feedback_too_late(web: Client) -> HttpResponse:
    return web.post(_feedback(web, "Valid").replace("token=", "token=x"))  # type: ignore[return-value]

"""`/challenge` after the name or the password: whatever proves who it is, and what replaces a temporary password."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts import recovery_codes
from accounts.models import User
from tests.support import choosing, devices, factors, passkeys, people
from tests.support.hosted_desk import HostedDesk
from tests.support.hosted_states.sign_in import pool
from tests.support.hosted_states.table import desk_of, state

PHONE = "+15551230001"
_FACTORS = ("SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP")
_NAMED = [{"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True}]


def _second(web: Client, *turned_on: str, **settings: Any) -> tuple[HostedDesk, User]:
    """Carol, who has given her password, and has these second factors."""
    desk = desk_of(web, factors.pool("OPTIONAL", *_FACTORS, name="Northwind", **settings))
    carol = people.confirmed(desk.app.pool, "carol", phone_number=PHONE, phone_number_verified="true")
    if "SOFTWARE_TOKEN_MFA" in turned_on:
        factors.register_app(carol)
        recovery_codes.replace(carol)
    factors.prefer(carol, *turned_on)
    desk.sign_in("carol")
    return desk, carol


def _first(web: Client, *answers: str) -> HostedDesk:
    """Ann, who has given her name and has a password, an address and a telephone."""
    made = choosing.pool("Northwind")
    desk = desk_of(web, made, ExplicitAuthFlows=choosing.FLOWS)
    people.confirmed(made, "ann", phone_number=PHONE)
    desk.name("ann")
    for answer in answers:
        desk.send(answer=answer)
    return desk


def _passkey(web: Client) -> HostedDesk:
    made = passkeys.pool("Northwind")
    desk = desk_of(web, made, ExplicitAuthFlows=passkeys.FLOWS)
    passkeys.registered(people.confirmed(made, "alice"), desk.app)
    desk.name("alice")
    return desk


@state
def select(web: Client) -> HttpResponse:
    return _first(web).open()


@state
def password(web: Client) -> HttpResponse:
    return _first(web, "PASSWORD").open()


@state
def password_that_is_wrong(web: Client) -> HttpResponse:
    return _first(web, "PASSWORD").send(password="wrong")


@state
def email_otp(web: Client) -> HttpResponse:
    return _first(web, "EMAIL_OTP").open()


@state
def sms_otp_that_is_wrong(web: Client) -> HttpResponse:
    return _first(web, "SMS_OTP").send(code="00000000")


@state
def web_authn(web: Client) -> HttpResponse:
    return _passkey(web).open()


@state
def web_authn_that_was_refused(web: Client) -> HttpResponse:
    desk = _passkey(web)
    desk.send(credential="{}")
    return desk.open()


@state
def new_password_required(web: Client) -> HttpResponse:
    return _invited(web).open()


@state
def new_password_that_is_weak(web: Client) -> HttpResponse:
    return _invited(web).send(password="weak")


def _invited(web: Client) -> HostedDesk:
    desk = desk_of(web, pool(Schema=_NAMED))
    people.invited(desk.app.pool, "ivy", temporary_password="Temp-0rary!")
    desk.sign_in("ivy", "Temp-0rary!")
    return desk


@state
def select_a_second_step(web: Client) -> HttpResponse:
    desk, _ = _second(web, *_FACTORS)
    desk.send("challenge/choose")
    return desk.open()


@state
def software_token_mfa(web: Client) -> HttpResponse:
    """With the box that trusts this browser."""
    desk, _ = _second(web, "SOFTWARE_TOKEN_MFA", DeviceConfiguration=devices.OPT_IN)
    return desk.open()


@state
def software_token_mfa_that_is_wrong(web: Client) -> HttpResponse:
    desk, _ = _second(web, "SOFTWARE_TOKEN_MFA")
    return desk.send(code="000000")


@state
def sms_mfa(web: Client) -> HttpResponse:
    desk, _ = _second(web, "SMS_MFA")
    return desk.open()


@state
def email_otp_sent_again(web: Client) -> HttpResponse:
    desk, _ = _second(web, "EMAIL_OTP")
    desk.send("challenge/resend")
    return desk.open()


@state
def recovery_code(web: Client) -> HttpResponse:
    desk, _ = _second(web, "SOFTWARE_TOKEN_MFA")
    return desk.open(more="&with=recovery-code")


@state
def recovery_code_that_is_wrong(web: Client) -> HttpResponse:
    desk, _ = _second(web, "SOFTWARE_TOKEN_MFA")
    return desk.send(more="&with=recovery-code", code="aaaaa-aaaaa")

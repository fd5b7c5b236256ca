"""Operators with a second factor, and the codes their apps show."""

from __future__ import annotations

from django_otp.oath import hotp

from console import second_factor
from console.models import AuthenticatorApp, Operator
from pools.core import clock

STEP_SECONDS = 30


def enrolled(operator: Operator) -> AuthenticatorApp:
    """A confirmed authenticator app."""
    app = second_factor.begin_enrolment(operator)
    return second_factor.finish_enrolment(operator, code_of(app))


def code_of(app: AuthenticatorApp) -> str:
    """What the app shows now (RFC 6238)."""
    return f"{hotp(bytes(app.seed), clock.timestamp() // STEP_SECONDS):06d}"

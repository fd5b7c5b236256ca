"""What an operator does to one user: passwords, access, confirmation, invitations, sessions, removal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import password_reset, passwords, sessions, sign_up, users
from accounts.models import User
from accounts.users import Invitation
from console.forms.confirmations import ConfirmForm, RevokeSessionForm
from console.forms.users import SetPasswordForm
from console.page import done, page
from console.pages import user_subject
from pools import password_policy
from pools.core import clock
from pools.models import UserPool


@page
def reset_password(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Sends a code; the present password stops working."""
    return _confirmed(
        request, pool, sub, password_reset.admin_reset, "reset_password", "A password reset code was sent to {}."
    )


@page
def set_password(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """A password the operator chooses."""
    user = user_subject.get(pool, sub)
    form = SetPasswordForm(request.POST or None)
    rules = [rule.label for rule in password_policy.rules(pool)]

    def change(data: dict[str, Any]) -> None:
        passwords.set_password(user, password=data["password"], permanent=data["kind"] == "permanent")

    if form.run(change):
        return done(
            request, f"The password of {user_subject.shown_name(user)} was set.", "console:user", pool.id, user.sub
        )
    return render(
        request, "console/users/set_password.html", {**user_subject.context(user), "form": form, "rules": rules}
    )


@page
def disable(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Bars the user and ends every session."""
    return _confirmed(request, pool, sub, users.disable, "disable", "User {} was disabled.")


@page
def enable(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Lets the user in again."""
    return _confirmed(request, pool, sub, users.enable, "enable", "User {} was enabled.")


@page
def confirm(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Confirms the account without a code."""
    return _confirmed(request, pool, sub, sign_up.admin_confirm, "confirm", "User {} was confirmed.")


@page
def resend_invitation(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """A new temporary password, sent again."""

    def resend(user: User) -> object:
        mediums = tuple(medium for medium, to in (("EMAIL", user.email), ("SMS", user.phone_number)) if to)
        return users.admin_create(
            pool, username=user.username, attributes={}, invitation=Invitation(action="RESEND", mediums=mediums[:1])
        )

    return _confirmed(request, pool, sub, resend, "resend_invitation", "A new invitation was sent to {}.")


@page
def sign_out(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Ends every session."""
    return _confirmed(
        request, pool, sub, sessions.sign_out_everywhere, "sign_out", "User {} was signed out everywhere."
    )


@page
def revoke_session(request: HttpRequest, pool: UserPool, sub: UUID, session_id: UUID) -> HttpResponse:
    """Ends one session."""
    user = user_subject.get(pool, sub)
    session = sessions.get(user, session_id)
    browser = session.origin
    signed_in = browser is not None and browser.ended_at is None and browser.expires_at > clock.now()
    form = RevokeSessionForm(request.POST or None, browser_is_signed_in=signed_in)
    if form.run(lambda data: sessions.end(session, linked=data.get("linked", False))):
        return done(request, "The session was revoked.", "console:user_sessions", pool.id, user.sub)
    context = {**user_subject.context(user), "form": form, "session": session}
    return render(request, "console/users/revoke_session.html", context)


@page
def delete(request: HttpRequest, pool: UserPool, sub: UUID) -> HttpResponse:
    """Removes a disabled user; an enabled one must be disabled first, as at AWS."""
    user = user_subject.get(pool, sub)
    form = ConfirmForm(request.POST or None)
    if user.enabled:
        if form.run(lambda _: users.disable(user)):
            told = f"User {user_subject.shown_name(user)} was disabled. Now it can be deleted."
            return done(request, told, "console:user_delete", pool.id, user.sub)
        return render(request, "console/users/delete.html", {**user_subject.context(user), "form": form})
    if form.run(lambda _: users.delete(user)):
        return done(request, f"User {user_subject.shown_name(user)} was deleted.", "console:users", pool.id)
    return render(request, "console/users/delete.html", {**user_subject.context(user), "form": form})


def _confirmed(
    request: HttpRequest, pool: UserPool, sub: UUID, action: Callable[[User], object], name: str, told: str
) -> HttpResponse:
    """Ask, act, tell: the one way of every action that needs no more than a yes."""
    user = user_subject.get(pool, sub)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: action(user)):
        return done(request, told.format(user_subject.shown_name(user)), "console:user", pool.id, user.sub)
    return render(request, f"console/users/{name}.html", {**user_subject.context(user), "form": form})

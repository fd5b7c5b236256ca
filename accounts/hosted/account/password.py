"""`/account/password`: another password, for who has one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import passwords, security_notices, sessions
from accounts.admission import INCORRECT
from accounts.hosted import password_rules, words
from accounts.hosted.account.page import NOT_HERE, Account, guarded
from accounts.hosted.forms.account import ChangePasswordForm
from accounts.oauth.views import context_of
from pools.core.errors import (
    CognitoError,
    InvalidPasswordException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
)
from pools.models import UserPool

_FIELDS: dict[type[CognitoError], str] = {
    InvalidPasswordException: "password",
    NotAuthorizedException: "previous",
    PasswordHistoryPolicyViolationException: "password",
}


@guarded
def password(request: HttpRequest, account: Account) -> HttpResponse:
    """Change the password."""
    user = account.user
    if not user.has_password:
        return account.go(request, problem=NOT_HERE)
    form = ChangePasswordForm(user, request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            passwords.change(
                user,
                previous=given["previous"],
                proposed=given["password"],
                client=account.client,
                context=context_of(request),
            )
        except CognitoError as error:
            form.refuse(_said(error, user.pool, given["password"]), field=_FIELDS.get(type(error)))
        else:
            if given["others"]:
                sessions.sign_out_elsewhere(account.session)
            return account.go(request, notice=security_notices.PASSWORD.subject)
    form.focus_on_arrival()
    return account.show(request, "password", {"form": form, "rules": password_rules.rules_of(user.pool)})


def _said(error: CognitoError, pool: UserPool, proposed: str) -> str:
    if isinstance(error, InvalidPasswordException):
        return password_rules.missing(pool, proposed, error.message)
    return _("That isn't your current password.") if error.message == INCORRECT else words.say(error)

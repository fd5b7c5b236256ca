"""The sign-in form."""

from typing import Any

from accounts.hosted.forms import fields
from accounts.hosted.forms.fields import HostedForm, PasswordField
from pools.models import UserPool


class SignInForm(HostedForm):
    """Name and password on one page: the password is the only factor there is to ask for."""

    def __init__(self, pool: UserPool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"] = fields.identifier(pool)
        self.fields["password"] = PasswordField(autocomplete="current-password")

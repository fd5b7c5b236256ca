"""The sign-in forms: with the password, or the name alone."""

from typing import Any

from accounts.hosted.forms import fields
from accounts.hosted.forms.fields import HostedForm, PasswordField
from pools.models import UserPool


class NameForm(HostedForm):
    """The name; what follows is chosen from what its owner has."""

    def __init__(self, pool: UserPool, *args: Any, passkeys: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"] = fields.identifier(pool, passkeys=passkeys)


class SignInForm(NameForm):
    """Name and password on one page: the password is the only factor there is to ask for."""

    def __init__(self, pool: UserPool, *args: Any, **options: Any) -> None:
        super().__init__(pool, *args, **options)
        self.fields["password"] = PasswordField(autocomplete="current-password")

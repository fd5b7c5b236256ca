"""The forms of signing up: the account, then the code."""

from typing import Any

from accounts.hosted.forms import attributes, fields
from accounts.hosted.forms.fields import CodeField, HostedForm
from pools.models import UserPool


class SignUpForm(HostedForm):
    """A name, what the pool requires, and a password."""

    def __init__(self, pool: UserPool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"] = fields.new_identifier(pool)
        self.fields |= attributes.fields(pool, attributes.asked_at_sign_up(pool))
        self.fields["password"] = fields.new_password(pool)

    @property
    def attributes(self) -> dict[str, str]:
        """What was given besides name and password."""
        return attributes.values(self.cleaned_data)


class ConfirmForm(HostedForm):
    """The code that proves an address."""

    code = CodeField()

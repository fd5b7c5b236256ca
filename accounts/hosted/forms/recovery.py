"""The forms of a forgotten password: who, then the code with a new password."""

from typing import Any

from accounts.hosted.forms import fields
from accounts.hosted.forms.fields import CodeField, HostedForm
from pools.models import UserPool


class ForgotPasswordForm(HostedForm):
    """Whose password is to be reset."""

    def __init__(self, pool: UserPool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"] = fields.identifier(pool)


class ResetPasswordForm(HostedForm):
    """The code and the new password."""

    code = CodeField()

    def __init__(self, pool: UserPool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"] = fields.new_password(pool)

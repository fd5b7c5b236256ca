"""A form for each challenge that the pages can ask. Each gives the answers as the sign-in engine takes them."""

from collections.abc import Callable
from typing import Any

from accounts.hosted.forms import attributes, fields
from accounts.hosted.forms.fields import HostedForm
from pools.models import UserPool


class ChallengeForm(HostedForm):
    """One challenge. Made with the pool and the names of the attributes that the engine asked for."""

    @property
    def answers(self) -> dict[str, str]:
        """ChallengeResponses without USERNAME."""
        raise NotImplementedError


class NewPasswordForm(ChallengeForm):
    """NEW_PASSWORD_REQUIRED: a password of one's own, and required attributes that are missing."""

    def __init__(self, pool: UserPool, needed: tuple[str, ...], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= attributes.fields(pool, [name for name in needed if name in pool.schema_attributes])
        self.fields["password"] = fields.new_password(pool)

    @property
    def answers(self) -> dict[str, str]:
        given = attributes.values(self.cleaned_data)
        return {
            "NEW_PASSWORD": self.cleaned_data["password"],
            **{f"userAttributes.{name}": value for name, value in given.items()},
        }


FORMS: dict[str, Callable[..., ChallengeForm]] = {"NEW_PASSWORD_REQUIRED": NewPasswordForm}
"""A challenge not in this table cannot be answered on the pages."""

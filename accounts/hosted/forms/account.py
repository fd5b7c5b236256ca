"""The forms of the account pages."""

import re
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import passkeys
from accounts.hosted.forms import attributes, fields
from accounts.hosted.forms.attributes import PREFIX
from accounts.hosted.forms.fields import HostedForm, PasswordField
from accounts.models import User

_FOREMOST = frozenset({"name", "given_name", "family_name"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class ProfileForm(HostedForm):
    """A user's attributes, apart from the addresses, which have to be proved."""

    def __init__(self, user: User, names: list[str], *args: Any, **options: Any) -> None:
        present = user.attributes
        super().__init__(*args, initial={f"{PREFIX}{name}": present.get(name, "") for name in names}, **options)
        self._present = {name: present.get(name, "") for name in names}
        for key, field in attributes.fields(user.pool, names).items():
            name = key.removeprefix(PREFIX)
            field.required = user.pool.schema_attributes[name].required
            if name == "birthdate" and not _DATE.fullmatch(self._present[name] or "2000-01-01"):
                field.widget.input_type = "text"  # a date's would show nothing
            self.fields[key] = field

    @property
    def changes(self) -> dict[str, str]:
        """The attributes that are not what they were; what was emptied is an empty string."""
        given = {name: str(self.cleaned_data[f"{PREFIX}{name}"] or "") for name in self._present}
        return {name: value for name, value in given.items() if value != self._present[name]}

    @property
    def foremost(self) -> list[BoundField]:
        """Fields that everybody fills in, or that are filled in."""
        return [field for field in self if self._is_foremost(field)]

    @property
    def further(self) -> list[BoundField]:
        """The others."""
        return [field for field in self if not self._is_foremost(field)]

    @property
    def has_further_errors(self) -> bool:
        return any(field.errors for field in self.further)

    def _is_foremost(self, field: BoundField) -> bool:
        name = field.name.removeprefix(PREFIX)
        return field.field.required or name in _FOREMOST or bool(self._present[name]) or ":" in name


class AddressForm(HostedForm):
    """A new e-mail address or phone number."""

    def __init__(self, user: User, attribute: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        [field] = attributes.fields(user.pool, [attribute]).values()
        field.label = _("New email") if attribute == "email" else _("New phone number")
        self.fields["address"] = field


class PasskeyNameForm(HostedForm):
    """What a passkey is to be called."""

    name = forms.CharField(
        label=pgettext_lazy("a passkey", "Name"),
        max_length=passkeys.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a name.")},
    )


class DeleteForm(HostedForm):
    """Whether somebody means it."""

    sure = forms.BooleanField(
        label=_("I understand that this can't be undone"),
        error_messages={"required": _("Tick the box if you want to delete your account.")},
    )


class ChangePasswordForm(HostedForm):
    """The present password, and the one to come."""

    others = forms.BooleanField(label=_("Sign out everywhere else"), required=False, initial=True)

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        previous = PasswordField(autocomplete="current-password")
        previous.label = _("Current password")
        self.fields = {"previous": previous, "password": fields.new_password(user.pool), **self.fields}

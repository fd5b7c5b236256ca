"""What operators change about themselves."""

from typing import ClassVar

from django import forms

from console import operators
from console.page import ConsoleForm

NEW_PASSWORD = {"autocomplete": "new-password"}


class PasswordForm(ConsoleForm):
    """A new password for who knows the old one."""

    error_fields: ClassVar[dict[str, str]] = {
        "NotAuthorizedException": "current",
        "InvalidPasswordException": "new",
    }

    current = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="New password",
        strip=False,
        max_length=256,
        help_text="At least 12 characters, not a common password, and not like your name or email address.",
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    repeated = forms.CharField(
        label="New password again", strip=False, max_length=256, widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def clean_repeated(self) -> str:
        repeated = str(self.cleaned_data["repeated"])
        if "new" in self.cleaned_data and repeated != self.cleaned_data["new"]:
            raise forms.ValidationError("The two new passwords differ. Type the new password again.")
        return repeated


class ProveForm(ConsoleForm):
    """The password once more, before the second factor changes."""

    error_fields: ClassVar[dict[str, str]] = {"NotAuthorizedException": "current"}

    current = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def choice(name: str, label: str, widget: forms.Widget) -> forms.TypedChoiceField:
    """A field for one of the operator's preferences, with the choices its column has."""
    column = operators.column(name)
    return forms.TypedChoiceField(label=label, choices=list(column.flatchoices), coerce=column.to_python, widget=widget)


class PreferencesForm(ConsoleForm):
    """How the console looks to one operator."""

    theme = choice("theme", "Theme", forms.RadioSelect(attrs={"class": "choices-row"}))
    density = choice("density", "Density", forms.RadioSelect(attrs={"class": "choices-row"}))
    page_size = choice("page_size", "Rows per page", forms.Select())

"""Forms that ask before something is lost."""

from typing import Any

from django import forms

from console.page import ConsoleForm


class TypedNameForm(ConsoleForm):
    """Confirms by typing the name of what will be deleted."""

    confirmation = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, name: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.name = name
        field = self.fields["confirmation"]
        field.label = f"To confirm, type {name}"
        field.widget.attrs["data-confirm-name"] = name
        field.error_messages["required"] = self._repair

    @property
    def _repair(self) -> str:
        return f"Type {self.name} exactly as it is written here."

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"])
        if typed != self.name:
            raise forms.ValidationError(self._repair)
        return typed


class ConfirmForm(ConsoleForm):
    """Confirms with a button alone."""


class RevokeSessionForm(ConsoleForm):
    """Confirms that a session is to end, and asks for the browser it came through where that is still signed in."""

    linked = forms.BooleanField(
        label="Also sign out the browser",
        required=False,
        initial=True,
        help_text="Else the app gets new tokens without asking for a password while the browser is signed in.",
    )

    def __init__(self, data: Any = None, *, browser_is_signed_in: bool, **options: Any) -> None:
        super().__init__(data, **options)
        if not browser_is_signed_in:
            del self.fields["linked"]

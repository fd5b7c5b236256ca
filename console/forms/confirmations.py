"""Forms that ask before something is lost."""

from typing import Any

from django import forms

from console.page import ConsoleForm


class TypedNameForm(ConsoleForm):
    """Confirms by typing the name of what will be deleted."""

    confirmation = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, name: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.name = name
        self.fields["confirmation"].label = f"To confirm, type {name}"
        self.fields["confirmation"].widget.attrs["data-confirm-name"] = name

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"])
        if typed != self.name:
            raise forms.ValidationError("Type %(name)s exactly as it is written here.", params={"name": self.name})
        return typed


class ConfirmForm(ConsoleForm):
    """Confirms with a button alone."""

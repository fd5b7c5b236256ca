"""What a script puts into forms for a passkey."""

import json
from typing import Any

from django import forms

from accounts.hosted.forms.fields import HostedForm

LONGEST_CREDENTIAL = 20_000


class CredentialField(forms.CharField):
    """What the browser gave for a passkey, as JSON text."""

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST_CREDENTIAL, widget=forms.HiddenInput())


class FoundPasskeyForm(HostedForm):
    """An answer of a passkey that says whose it is; `session` came with what was asked."""

    session = forms.CharField(max_length=256, widget=forms.HiddenInput())
    credential = CredentialField()

    @property
    def credential_id(self) -> str:
        """Which passkey it is about, as the browser says."""
        told = _read(self.cleaned_data["credential"])
        found = told.get("id") if isinstance(told, dict) else ""
        return found if isinstance(found, str) else ""


class NewPasskeyForm(HostedForm):
    """A passkey that was just made."""

    credential = CredentialField()

    @property
    def made(self) -> Any:
        """RegistrationResponseJSON."""
        return _read(self.cleaned_data["credential"])


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None

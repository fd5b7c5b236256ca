"""Signing in to the console."""

from typing import ClassVar

from django import forms

from console.page import ConsoleForm


class SignInForm(ConsoleForm):
    """The first step."""

    email = forms.EmailField(
        label="Email address",
        error_messages={"required": "Enter your email address.", "invalid": "Enter a whole email address."},
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(ConsoleForm):
    """The second step, and what proves an authenticator app when it is enrolled."""

    error_fields: ClassVar[dict[str, str]] = {"CodeMismatchException": "code"}

    code = forms.CharField(
        label="Code",
        max_length=32,
        error_messages={"required": "Enter the code."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false", "class": "input-code"}
        ),
    )

"""Operators."""

from typing import ClassVar

from django import forms

from console.page import ConsoleForm


class OperatorForm(ConsoleForm):
    """A new operator. The password is made for them and shown once."""

    error_fields: ClassVar[dict[str, str]] = {"InvalidParameterException": "email"}

    email = forms.EmailField(
        label="Email address",
        help_text="What the operator signs in with.",
        error_messages={"required": "Enter an email address.", "invalid": "Enter a whole email address."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="Name", max_length=128, required=False)
    may_manage_operators = forms.BooleanField(
        label="May manage operators",
        required=False,
        help_text="Creates, disables and deletes other operators, and sees all access keys.",
    )

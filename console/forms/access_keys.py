"""Access keys."""

from django import forms

from console.page import ConsoleForm


class AccessKeyForm(ConsoleForm):
    """A new access key."""

    description = forms.CharField(
        label="Description",
        max_length=128,
        required=False,
        help_text="What the key is for, for example a program or a machine.",
    )

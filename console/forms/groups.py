"""Groups and who is in them."""

from typing import ClassVar

from django import forms
from django.core.validators import RegexValidator

from console.page import ConsoleForm

_no_spaces = RegexValidator(r"^\S+$", "Leave out spaces.")


class GroupForm(ConsoleForm):
    """A group as it is created."""

    error_fields: ClassVar[dict[str, str]] = {"GroupExistsException": "name"}
    error_texts: ClassVar[dict[str, str]] = {
        "GroupExistsException": "A group with this name exists. Choose another name."
    }

    name = forms.CharField(
        label="Group name",
        max_length=128,
        validators=[_no_spaces],
        help_text="Up to 128 characters without spaces. You can't change it later.",
    )
    description = forms.CharField(
        label="Description",
        max_length=2048,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Up to 2,048 characters.",
    )
    precedence = forms.IntegerField(
        label="Precedence",
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="0 is the strongest. The strongest group gives a user the preferred role.",
    )
    role_arn = forms.CharField(
        label="IAM role ARN",
        max_length=2048,
        required=False,
        help_text="Sent in tokens as cognito:roles, for example arn:aws:iam::000000000000:role/editors.",
    )


class GroupEditForm(GroupForm):
    """A group as it is changed: all but its name."""

    name = None  # type: ignore[assignment]  # Django's way to drop an inherited field


class MemberForm(ConsoleForm):
    """Adds one user to a group."""

    error_fields: ClassVar[dict[str, str]] = {"UserNotFoundException": "username"}
    error_texts: ClassVar[dict[str, str]] = {"UserNotFoundException": "Nobody in this user pool is found by that name."}

    username = forms.CharField(
        label="User", max_length=2048, help_text="A user name, sub, or an alias such as a verified email address."
    )


class ChooseGroupForm(ConsoleForm):
    """Adds a user to one of the pool's groups."""

    error_fields: ClassVar[dict[str, str]] = {"ResourceNotFoundException": "group"}
    error_texts: ClassVar[dict[str, str]] = {"ResourceNotFoundException": "This user pool has no group of that name."}

    group = forms.CharField(
        label="Group name", max_length=128, widget=forms.TextInput(attrs={"list": "group-names", "autocomplete": "off"})
    )

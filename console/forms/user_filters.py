"""The filter of the users list: one property, one comparison, one value, as ListUsers has it for the pool."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms

from accounts.models.user import UserStatus
from console.page import ConsoleForm
from console.rendering import SearchInput

PROPERTIES = (
    ("username", "User name"),
    ("email", "Email"),
    ("phone_number", "Phone number"),
    ("name", "Name"),
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("preferred_username", "Preferred username"),
    ("sub", "User ID (sub)"),
    ("cognito:user_status", "Confirmation status"),
    ("status", "Status"),
)
OPERATORS = (("^=", "starts with"), ("=", "equals"))


@dataclass(frozen=True)
class UserFilter:
    """A filter that is in force: how it reads, and how ListUsers is asked."""

    attribute: str
    operator: str
    value: str

    @property
    def words(self) -> str:
        return f"{dict(PROPERTIES).get(self.attribute, self.attribute)} {dict(OPERATORS)[self.operator]} {self.value}"

    @property
    def expression(self) -> str:
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{self.attribute}" {self.operator} "{quoted}"'


class UserFilterForm(ConsoleForm):
    """Sent by GET, so that a filtered list can be kept, shared and reloaded."""

    property = forms.ChoiceField(label="Property", choices=PROPERTIES, required=False)
    operator = forms.ChoiceField(label="Operator", choices=OPERATORS, required=False)
    value = forms.CharField(
        label="Find users",
        max_length=256,
        required=False,
        widget=SearchInput(attrs={"placeholder": "Find users by the chosen property"}),
    )

    def __init__(self, data: Any = None, *, searchable: list[str], **options: Any) -> None:
        super().__init__(data, **options)
        field = cast(forms.ChoiceField, self.fields["property"])
        field.choices = [*PROPERTIES, *((name, name) for name in searchable)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        folded = {label.lower(): key for key, label in UserStatus.choices} | {
            "enabled": "Enabled",
            "disabled": "Disabled",
        }
        if cleaned.get("property") in ("cognito:user_status", "status"):
            cleaned["operator"] = "="
            typed = cleaned.get("value", "")
            cleaned["value"] = folded.get(typed.lower(), typed)
        return cleaned

    def chosen(self) -> UserFilter | None:
        """The filter, or None while nothing is asked for."""
        if not self.is_valid() or not self.cleaned_data["value"]:
            return None
        asked = self.cleaned_data
        return UserFilter(asked["property"] or "username", asked["operator"] or "^=", asked["value"])

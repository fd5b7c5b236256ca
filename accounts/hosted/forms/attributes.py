"""Fields for a user's attributes, made from the pool's schema: right input type, right autocomplete word."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pools.models import UserPool
from pools.models.attribute import SchemaAttribute

PREFIX = "attribute:"
"""What stands before an attribute's name in a form, apart from names such as `username`."""


@dataclass(frozen=True)
class _Kind:
    label: str
    autocomplete: str
    type: str = "text"


_KINDS = {
    "address": _Kind("Address", "street-address"),
    "birthdate": _Kind("Birth date", "bday", "date"),
    "email": _Kind("Email", "email", "email"),
    "family_name": _Kind("Last name", "family-name"),
    "gender": _Kind("Gender", "sex"),
    "given_name": _Kind("First name", "given-name"),
    "locale": _Kind("Language", "language"),
    "middle_name": _Kind("Middle name", "additional-name"),
    "name": _Kind("Name", "name"),
    "nickname": _Kind("Nickname", "nickname"),
    "phone_number": _Kind("Phone number", "tel", "tel"),
    "picture": _Kind("Picture address", "photo", "url"),
    "preferred_username": _Kind("Preferred user name", "nickname"),
    "profile": _Kind("Profile page", "url", "url"),
    "website": _Kind("Website", "url", "url"),
    "zoneinfo": _Kind("Time zone", "off"),
}
_HINTS = {
    "phone_number": "With + and the country code, such as +14155550100.",
    "zoneinfo": "Such as Europe/Berlin.",
    "locale": "Such as en-US.",
}


class PhoneField(forms.CharField):
    """A phone number, stored as E.164 however it was grouped."""

    def clean(self, value: Any) -> str:
        number = re.sub(r"[\s().-]", "", str(super().clean(value)))
        if number and not re.fullmatch(r"\+\d{6,15}", number):
            raise ValidationError("Start with + and the country code, such as +14155550100.")
        return number


def fields(pool: UserPool, names: list[str]) -> dict[str, forms.Field]:
    """A required field for each attribute."""
    return {f"{PREFIX}{name}": _field(pool.schema_attributes[name]) for name in names}


def values(cleaned: dict[str, Any]) -> dict[str, str]:
    """The attributes out of a form's data, as Cognito takes them."""
    return {
        name.removeprefix(PREFIX): str(value) for name, value in cleaned.items() if name.startswith(PREFIX) and value
    }


def asked_at_sign_up(pool: UserPool) -> list[str]:
    """Required attributes, and an address to send the code to when none of those is one."""
    required = [name for name, attribute in pool.schema_attributes.items() if attribute.required and name != "sub"]
    known = {*required, *pool.username_attributes}
    verified = pool.auto_verified_attributes
    wanted = [] if known & set(verified) else verified[:1]
    # A pool whose users have one kind of address as their name has asked for it already.
    given = set(pool.username_attributes) if len(pool.username_attributes) == 1 else set()
    return [name for name in (*required, *wanted) if name not in given]


def _field(attribute: SchemaAttribute) -> forms.Field:
    kind = _KINDS.get(attribute.name) or _Kind(_custom_label(attribute.name), "off")
    match attribute.data_type:
        case "Boolean":
            return forms.ChoiceField(label=kind.label, choices=[("", "Choose"), ("true", "Yes"), ("false", "No")])
        case "Number":
            return _text(attribute, kind, inputmode="numeric")
        case _:
            return _text(attribute, kind)


def _text(attribute: SchemaAttribute, kind: _Kind, **more: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": kind.autocomplete, **more})
    widget.input_type = kind.type
    field = PhoneField if attribute.name == "phone_number" else forms.CharField
    return field(
        label=kind.label,
        max_length=attribute.max_length or 2048,
        widget=widget,
        help_text=_HINTS.get(attribute.name, ""),
        error_messages={"required": f"Enter your {kind.label.lower()}."},
    )


def _custom_label(name: str) -> str:
    words = name.partition(":")[2].replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]

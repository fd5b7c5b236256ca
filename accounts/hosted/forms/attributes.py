"""Fields for a user's attributes, made from the pool's schema: right input type, right autocomplete word."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.hosted import words
from pools.models import UserPool
from pools.models.attribute import SchemaAttribute

PREFIX = "attribute:"
"""What stands before an attribute's name in a form, apart from names such as `username`."""


@dataclass(frozen=True)
class _Kind:
    label: StrOrPromise
    missing: StrOrPromise
    autocomplete: str
    type: str = "text"


_KINDS = {
    "address": _Kind(_("Address"), _("Enter your address."), "street-address"),
    "birthdate": _Kind(_("Birth date"), _("Enter your birth date."), "bday", "date"),
    "email": _Kind(_("Email"), _("Enter your email."), "email", "email"),
    "family_name": _Kind(_("Last name"), _("Enter your last name."), "family-name"),
    "gender": _Kind(_("Gender"), _("Enter your gender."), "sex"),
    "given_name": _Kind(_("First name"), _("Enter your first name."), "given-name"),
    "locale": _Kind(_("Language"), _("Enter your language."), "language"),
    "middle_name": _Kind(_("Middle name"), _("Enter your middle name."), "additional-name"),
    "name": _Kind(_("Name"), _("Enter your name."), "name"),
    "nickname": _Kind(_("Nickname"), _("Enter your nickname."), "nickname"),
    "phone_number": _Kind(_("Phone number"), _("Enter your phone number."), "tel", "tel"),
    "picture": _Kind(_("Picture address"), _("Enter your picture address."), "photo", "url"),
    "preferred_username": _Kind(_("Preferred user name"), _("Enter your preferred user name."), "nickname"),
    "profile": _Kind(_("Profile page"), _("Enter your profile page."), "url", "url"),
    "website": _Kind(_("Website"), _("Enter your website."), "url", "url"),
    "zoneinfo": _Kind(_("Time zone"), _("Enter your time zone."), "off"),
}
_HINTS = {
    "phone_number": _("With + and the country code, such as +14155550100."),
    "zoneinfo": _("Such as Europe/Berlin."),
    "locale": _("Such as en-US."),
}
_ADDRESSES = ("email", "tel", "url")


class PhoneField(forms.CharField):
    """A phone number, stored as E.164 however it was grouped."""

    def clean(self, value: Any) -> str:
        number = re.sub(r"[\s().-]", "", str(super().clean(value)))
        if number and not re.fullmatch(r"\+\d{6,15}", number):
            raise ValidationError(words.NOT_A_PHONE_NUMBER)
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
    kind = _KINDS.get(attribute.name) or _custom(attribute.name)
    match attribute.data_type:
        case "Boolean":
            return forms.ChoiceField(
                label=kind.label, choices=[("", _("Choose")), ("true", _("Yes")), ("false", _("No"))]
            )
        case "Number":
            return _text(attribute, kind, inputmode="numeric")
        case _:
            return _text(attribute, kind)


def _text(attribute: SchemaAttribute, kind: _Kind, **more: str) -> forms.CharField:
    direction = {"dir": "ltr"} if kind.type in _ADDRESSES else {}
    widget = forms.TextInput(attrs={"autocomplete": kind.autocomplete, **direction, **more})
    widget.input_type = kind.type
    field = PhoneField if attribute.name == "phone_number" else forms.CharField
    return field(
        label=kind.label,
        max_length=attribute.max_length or 2048,
        widget=widget,
        help_text=_HINTS.get(attribute.name, ""),
        error_messages={"required": kind.missing},
    )


def _custom(name: str) -> _Kind:
    """An attribute of the pool's own, by the name it was given."""
    spoken = name.partition(":")[2].replace("_", " ").replace("-", " ")
    label = spoken[:1].upper() + spoken[1:]
    return _Kind(label, gettext("Enter your %(name)s.") % {"name": label.lower()}, "off")


def label_of(name: str) -> str:
    """What people call the attribute."""
    return str((_KINDS.get(name) or _custom(name)).label)

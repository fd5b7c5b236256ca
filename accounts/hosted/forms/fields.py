"""Fields as browsers and password managers want them: names, types and autocomplete words are exact."""

import itertools
import re
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from pools import password_policy
from pools.models import UserPool

_LONGEST_PASSWORD = 256
_GROUPED_PHONE = re.compile(r"\+[\d\s().-]+")
_CODE = _("Code")
_MISSING_CODE = _("Enter the code from the message.")
_PASSWORD = _("Password")
_TYPES = {"email": "email", "phone_number": "tel"}
_NAMES: dict[tuple[str, ...], tuple[StrOrPromise, StrOrPromise]] = {
    ("email",): (_("Email"), _("Enter your email.")),
    ("phone_number",): (_("Phone number"), _("Enter your phone number.")),
    ("username",): (_("User name"), _("Enter your user name.")),
    ("email", "phone_number"): (_("Email or phone number"), _("Enter your email or phone number.")),
    ("email", "username"): (_("Email or user name"), _("Enter your email or user name.")),
    ("phone_number", "username"): (_("Phone number or user name"), _("Enter your phone number or user name.")),
    ("email", "phone_number", "username"): (
        _("Email, phone number or user name"),
        _("Enter your email, phone number or user name."),
    ),
}
"""The field of the name, and what is said when it is empty, by what the pool signs in by."""
_MANAGER_WORDS = {"upper": "upper", "lower": "lower", "digit": "digit", "symbol": "[-().&@?'#,/;+]"}
PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "dir": "ltr"}
"""What is no word of a language; nor is it written from right to left where the page is."""


class HostedForm(forms.Form):
    """A form drawn with Django's bare widgets; the page's templates put labels and errors around them."""

    default_renderer = DjangoTemplates

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def focus_on_arrival(self) -> None:
        """Put the cursor into the first field that is to be filled in; errors take it themselves."""
        if self.is_bound:
            return
        empty = (field for name, field in self.fields.items() if not self.get_initial_for_field(field, name))
        for field in itertools.islice(empty, 1):
            field.widget.attrs["autofocus"] = True

    def refuse(self, text: StrOrPromise, *, field: str | None = None) -> None:
        """Add an error that a verb found, beside its field or on top."""
        self.add_error(field if field in self.fields else None, text)


class PasswordField(forms.CharField):
    """A password; never stripped, never shown again, long ones welcome (checklist 31)."""

    def __init__(self, *, autocomplete: str, label: StrOrPromise = _PASSWORD, **attributes: str) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, **PLAIN, **attributes})
        empty = _("Enter your password.") if autocomplete == "current-password" else _("Choose a password.")
        messages = {"required": empty}
        super().__init__(label=label, strip=False, max_length=_LONGEST_PASSWORD, widget=widget, error_messages=messages)


class CodeInput(forms.PasswordInput):
    """One field for all digits, readable; emptied like a password when it comes back."""

    input_type = "text"


class CodeField(forms.CharField):
    """A code of so many digits; `481 205` is as good as `481205`."""

    def __init__(self, digits: int = 6, *, label: StrOrPromise = _CODE, required: StrOrPromise = _MISSING_CODE) -> None:
        self.slots = range(digits)
        attributes = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "pattern": "[0-9]*",
            "minlength": digits,
            "maxlength": digits,
            "enterkeyhint": "done",
            "dir": "ltr",
            "class": f"code code-{digits}",
        }
        widget = CodeInput(attrs=attributes)
        super().__init__(label=label, widget=widget, error_messages={"required": required})

    def clean(self, value: Any) -> str:
        return re.sub(r"[\s-]", "", str(super().clean(value)))


class NameField(forms.CharField):
    """A name to sign in by. A phone number may be grouped as people write it."""

    def __init__(self, kinds: tuple[str, ...], **options: Any) -> None:
        self.takes_phones = "phone_number" in kinds
        super().__init__(max_length=2048, **options)

    def clean(self, value: Any) -> str:
        name = str(super().clean(value))
        is_phone = self.takes_phones and _GROUPED_PHONE.fullmatch(name)
        return re.sub(r"[\s().-]", "", name) if is_phone else name


def identifier(pool: UserPool, *, passkeys: bool = False) -> NameField:
    """What this pool's users sign in by; the browser may offer their passkeys in it."""
    field = _name_field(sign_in_names(pool))
    if passkeys:
        field.widget.attrs["autocomplete"] = "username webauthn"  # to the letter, or browsers offer nothing
    return field


def new_identifier(pool: UserPool) -> NameField:
    """What a new user of this pool will be called."""
    return _name_field(sign_in_names(pool) if pool.username_attributes else ("username",))


def sign_in_names(pool: UserPool) -> tuple[str, ...]:
    """The kinds of name that the pool signs in by, always in the same order."""
    if pool.username_attributes:
        return tuple(sorted(pool.username_attributes))
    return (*sorted(name for name in pool.alias_attributes if name != "preferred_username"), "username")


def new_password(pool: UserPool) -> PasswordField:
    """A password to be chosen, with the pool's rules for password managers."""
    field = PasswordField(autocomplete="new-password", label=_("New password"), passwordrules=_manager_rules(pool))
    field.help_text = _("Your password needs:")
    return field


def _name_field(kinds: tuple[str, ...]) -> NameField:
    kind = _TYPES.get(kinds[0], "text") if len(kinds) == 1 else "text"
    mode = "email" if "email" in kinds else "tel" if kind == "tel" else "text"
    widget = forms.TextInput(attrs={"autocomplete": "username", "inputmode": mode, **PLAIN})
    widget.input_type = kind
    label, missing = _NAMES[kinds]
    return NameField(kinds, label=label, widget=widget, error_messages={"required": missing})


def _manager_rules(pool: UserPool) -> str:
    """The policy in the words of the `passwordrules` attribute."""
    kinds = [rule.kind for rule in password_policy.rules(pool)]
    required = [f"required: {_MANAGER_WORDS[kind]};" for kind in kinds if kind in _MANAGER_WORDS]
    return " ".join([f"minlength: {password_policy.minimum_length(pool)};", *required])

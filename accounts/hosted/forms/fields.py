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
_ADDRESSES = {"email": "email", "phone_number": "phone number", "preferred_username": "preferred user name"}
_GROUPED_PHONE = re.compile(r"\+[\d\s().-]+")
_CODE = _("Code")
_MISSING_CODE = _("Enter the code from the message.")
_TYPES = {"email": "email", "phone number": "tel"}
_MANAGER_WORDS = {"upper": "upper", "lower": "lower", "digit": "digit", "symbol": "[-().&@?'#,/;+]"}
PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
"""What is no word of a language."""


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

    def __init__(self, *, autocomplete: str, label: str = "Password", **attributes: str) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, **PLAIN, **attributes})
        empty = {"required": "Enter your password." if autocomplete == "current-password" else "Choose a password."}
        super().__init__(label=label, strip=False, max_length=_LONGEST_PASSWORD, widget=widget, error_messages=empty)


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
            "class": f"code code-{digits}",
        }
        widget = CodeInput(attrs=attributes)
        super().__init__(label=label, widget=widget, error_messages={"required": required})

    def clean(self, value: Any) -> str:
        return re.sub(r"[\s-]", "", str(super().clean(value)))


class NameField(forms.CharField):
    """A name to sign in by. A phone number may be grouped as people write it."""

    def __init__(self, words: list[str], **options: Any) -> None:
        self.takes_phones = "phone number" in words
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
    return _name_field(sign_in_names(pool) if pool.username_attributes else ["user name"])


def sign_in_names(pool: UserPool) -> list[str]:
    """The kinds of name that the pool signs in by, in words."""
    if pool.username_attributes:
        return [_ADDRESSES[name] for name in pool.username_attributes]
    return [*(_ADDRESSES[name] for name in pool.alias_attributes if name != "preferred_username"), "user name"]


def new_password(pool: UserPool) -> PasswordField:
    """A password to be chosen, with the pool's rules for password managers."""
    field = PasswordField(autocomplete="new-password", label="New password", passwordrules=_manager_rules(pool))
    field.help_text = "Your password needs:"
    return field


def _name_field(words: list[str]) -> NameField:
    kind = _TYPES.get(words[0], "text") if len(words) == 1 else "text"
    mode = "email" if "email" in words else "tel" if kind == "tel" else "text"
    widget = forms.TextInput(attrs={"autocomplete": "username", "inputmode": mode, **PLAIN})
    widget.input_type = kind
    label = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    return NameField(
        words,
        label=label[0].upper() + label[1:],
        widget=widget,
        error_messages={"required": f"Enter your {label}."},
    )


def _manager_rules(pool: UserPool) -> str:
    """The policy in the words of the `passwordrules` attribute."""
    kinds = [rule.kind for rule in password_policy.rules(pool)]
    required = [f"required: {_MANAGER_WORDS[kind]};" for kind in kinds if kind in _MANAGER_WORDS]
    return " ".join([f"minlength: {password_policy.minimum_length(pool)};", *required])

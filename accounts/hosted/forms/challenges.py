"""A form for each challenge that the pages can ask. Each gives the answers as the sign-in engine takes them."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import devices
from accounts.hosted import words
from accounts.hosted.forms import attributes, fields
from accounts.hosted.forms.factors import AppForm
from accounts.hosted.forms.fields import CodeField, HostedForm, PasswordField
from accounts.hosted.forms.passkeys import CredentialField
from accounts.signin.open_challenge import OpenChallenge
from pools.models import UserPool

_PREFIX = "userAttributes."
_LONGEST_NAME = 64
_CODES = {
    "SMS_MFA": "SMS_MFA_CODE",
    "SMS_OTP": "SMS_OTP_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
}


class ChallengeForm(HostedForm):
    """One challenge, made with the pool and what is asked."""

    def __init__(self, pool: UserPool, asked: OpenChallenge, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pool = pool
        self.asked = asked

    @property
    def template(self) -> str:
        """Of the page that shows it."""
        return f"challenges/{self.asked.name.lower()}"

    @property
    def answers(self) -> dict[str, str]:
        """ChallengeResponses without USERNAME."""
        raise NotImplementedError


class NewPasswordForm(ChallengeForm):
    """NEW_PASSWORD_REQUIRED: a password of one's own, and required attributes that are missing."""

    def __init__(self, pool: UserPool, asked: OpenChallenge, *args: Any, **options: Any) -> None:
        super().__init__(pool, asked, *args, **options)
        needed = [name.removeprefix(_PREFIX) for name in json.loads(asked.parameters["requiredAttributes"])]
        self.fields |= attributes.fields(pool, [name for name in needed if name in pool.schema_attributes])
        self.fields["password"] = fields.new_password(pool)

    @property
    def answers(self) -> dict[str, str]:
        given = attributes.values(self.cleaned_data)
        return {
            "NEW_PASSWORD": self.cleaned_data["password"],
            **{f"{_PREFIX}{name}": value for name, value in given.items()},
        }


class PasswordForm(ChallengeForm):
    """PASSWORD, after the name."""

    password = PasswordField(autocomplete="current-password")

    @property
    def answers(self) -> dict[str, str]:
        return {"PASSWORD": self.cleaned_data["password"]}


class ChoiceForm(ChallengeForm):
    """SELECT_CHALLENGE and SELECT_MFA_TYPE: each way is a button."""

    def __init__(self, pool: UserPool, asked: OpenChallenge, *args: Any, **options: Any) -> None:
        super().__init__(pool, asked, *args, **options)
        self.fields["answer"] = forms.ChoiceField(
            choices=[(way.name, way.name) for way in asked.ways],
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of these.")),
        )

    @property
    def template(self) -> str:
        return "challenges/select"

    @property
    def answers(self) -> dict[str, str]:
        return {"ANSWER": self.cleaned_data["answer"]}


class CodeForm(ChallengeForm):
    """A code from a message or an app."""

    def __init__(self, pool: UserPool, asked: OpenChallenge, *args: Any, **options: Any) -> None:
        super().__init__(pool, asked, *args, **options)
        if asked.is_second and devices.can_trust_browsers(pool):
            self.fields["trust"] = _trust(pool)
        from_app = {"required": _("Enter the code that your app shows.")} if asked.name == "SOFTWARE_TOKEN_MFA" else {}
        self.fields["code"] = CodeField(asked.digits, **from_app)

    @property
    def answers(self) -> dict[str, str]:
        return {_CODES[self.asked.name]: self.cleaned_data["code"]}


def _trust(pool: UserPool) -> forms.BooleanField:
    """Whether the second factor is to be spared in this browser; ticked where the pool remembers unless told not to."""
    asks = (pool.device_configuration or {}).get("DeviceOnlyRememberedOnUserPrompt")
    return forms.BooleanField(label=_("Trust this browser for 30 days"), required=False, initial=not asks)


class RecoveryCodeForm(ChallengeForm):
    """A recovery code in place of any code of a second factor."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=_LONGEST_NAME,
        widget=fields.CodeInput(attrs={"autocomplete": "off", **fields.PLAIN}),
        error_messages={"required": _("Enter one of your recovery codes.")},
    )

    @property
    def template(self) -> str:
        return "challenges/recovery_code"

    @property
    def answers(self) -> dict[str, str]:
        return {_CODES[self.asked.name]: self.cleaned_data["code"]}


class SetUpAppForm(AppForm, ChallengeForm):
    """MFA_SETUP by an authenticator app."""

    @property
    def answers(self) -> dict[str, str]:
        return {}


class SetUpEmailForm(ChallengeForm):
    """MFA_SETUP by e-mail: the address that codes will go to."""

    email = forms.EmailField(
        label=_("Email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", **fields.PLAIN}),
        error_messages={
            "required": _("Enter your email."),
            "invalid": words.NOT_AN_EMAIL,
        },
    )

    @property
    def template(self) -> str:
        return "challenges/mfa_setup_email"

    @property
    def answers(self) -> dict[str, str]:
        return {"EMAIL": self.cleaned_data["email"]}


class PasskeyForm(ChallengeForm):
    """WEB_AUTHN: what the browser gave, put there by a script."""

    credential = CredentialField()

    @property
    def answers(self) -> dict[str, str]:
        return {"CREDENTIAL": self.cleaned_data["credential"]}


FORMS: dict[str, type[ChallengeForm]] = {
    "NEW_PASSWORD_REQUIRED": NewPasswordForm,
    "PASSWORD": PasswordForm,
    "WEB_AUTHN": PasskeyForm,
    "SELECT_CHALLENGE": ChoiceForm,
    "SELECT_MFA_TYPE": ChoiceForm,
    "SMS_MFA": CodeForm,
    "SMS_OTP": CodeForm,
    "EMAIL_OTP": CodeForm,
    "SOFTWARE_TOKEN_MFA": CodeForm,
    "MFA_SETUP": SetUpAppForm,
}
"""A challenge not in this table cannot be answered on the pages."""


def kind_of(asked: OpenChallenge, variant: str) -> type[ChallengeForm]:
    """The form for what is asked; `variant` is another way to answer the same, from the address."""
    if variant == "recovery-code" and asked.has_recovery_codes:
        return RecoveryCodeForm
    can_mail = asked.name == "MFA_SETUP" and any(way.name == "EMAIL_OTP" for way in asked.ways)
    if can_mail and (variant == "email" or not asked.seed):
        return SetUpEmailForm
    return FORMS[asked.name]

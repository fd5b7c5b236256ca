"""Creating and editing app clients."""

from datetime import timedelta
from typing import Any

from django import forms

from console.forms.redirect_urls import RedirectUrlField, RedirectUrlsField
from console.forms.revisions import RevisedForm
from console.forms.user_pools import APPLICATION_TYPE_DETAILS, APPLICATION_TYPES, NAME_HELP, name_rule
from console.page import ConsoleForm
from console.rendering import Tiles
from pools.models import AppClient, SchemaAttribute

FLOWS = (
    ("ALLOW_USER_PASSWORD_AUTH", "Sign in with username and password"),
    ("ALLOW_USER_SRP_AUTH", "Sign in with secure remote password (SRP)"),
    ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "Sign in with server-side administrative credentials"),
    ("ALLOW_REFRESH_TOKEN_AUTH", "Get new user tokens from existing authenticated sessions"),
)
GRANTS = (("code", "Authorization code grant"),)
SCOPES = (
    ("openid", "OpenID"),
    ("email", "Email"),
    ("phone", "Phone"),
    ("profile", "Profile"),
    ("aws.cognito.signin.user.admin", "aws.cognito.signin.user.admin"),
)
UNITS = (("seconds", "seconds"), ("minutes", "minutes"), ("hours", "hours"), ("days", "days"))
LIFETIMES = {
    "refresh": (timedelta(hours=1), timedelta(days=3650), "Choose 60 minutes to 10 years."),
    "access": (timedelta(minutes=5), timedelta(days=1), "Choose 5 minutes to 1 day."),
    "id": (timedelta(minutes=5), timedelta(days=1), "Choose 5 minutes to 1 day."),
}
NEVER_WRITABLE = frozenset({"sub", "email_verified", "phone_number_verified"})


class AppClientCreateForm(ConsoleForm):
    """A name, a kind and where people return to; the rest has good defaults."""

    application_type = forms.ChoiceField(
        label="Application type",
        choices=APPLICATION_TYPES,
        initial="web",
        widget=Tiles(APPLICATION_TYPE_DETAILS),
    )
    name = forms.CharField(label="Name your application", max_length=128, validators=[name_rule], help_text=NAME_HELP)
    return_url = RedirectUrlField(
        label="Return URL",
        required=False,
        help_text="Where people land after they sign in. Left empty, a localhost address is used until you set one.",
    )


class ClientInformationForm(RevisedForm):
    """Flows, token lifetimes and what a failed sign-in tells."""

    name = forms.CharField(label="App client name", max_length=128, validators=[name_rule], help_text=NAME_HELP)
    flows = forms.MultipleChoiceField(
        label="Authentication flows",
        choices=FLOWS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="What this app may ask for in InitiateAuth. The login pages work with any choice.",
    )
    auth_session_minutes = forms.IntegerField(
        label="Authentication flow session duration",
        min_value=3,
        max_value=15,
        help_text="3 to 15 minutes. Cognito default: 3.",
    )
    refresh_number = forms.IntegerField(label="Refresh token expiration", min_value=1, max_value=315_360_000)
    refresh_unit = forms.ChoiceField(label="Unit of refresh token expiration", choices=UNITS)
    access_number = forms.IntegerField(label="Access token expiration", min_value=1, max_value=315_360_000)
    access_unit = forms.ChoiceField(label="Unit of access token expiration", choices=UNITS)
    id_number = forms.IntegerField(label="ID token expiration", min_value=1, max_value=315_360_000)
    id_unit = forms.ChoiceField(label="Unit of ID token expiration", choices=UNITS)
    token_revocation = forms.BooleanField(
        label="Enable token revocation",
        required=False,
        help_text="Tokens of a revoked session stop working at once.",
    )
    hides_existence = forms.BooleanField(
        label="Prevent user existence errors",
        required=False,
        help_text="A wrong password and an unknown user get the same answer.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field, (shortest, longest, words) in LIFETIMES.items():
            number, unit = cleaned.get(f"{field}_number"), cleaned.get(f"{field}_unit")
            if number and unit and not shortest <= timedelta(**{unit: number}) <= longest:
                self.add_error(f"{field}_number", words)
        return cleaned


class LoginPagesForm(RevisedForm):
    """Where the login pages may send people, and what the app gets there."""

    callback_urls = RedirectUrlsField(
        label="Allowed callback URLs",
        help_text="Where people return after they sign in. Use https, http://localhost or an app's own scheme.",
    )
    default_redirect_url = RedirectUrlField(
        label="Default redirect URL",
        required=False,
        help_text="One of the callback URLs; used when a request names none.",
    )
    logout_urls = RedirectUrlsField(
        label="Allowed sign-out URLs", help_text="Where people may land after they sign out."
    )
    grants = forms.MultipleChoiceField(
        label="OAuth 2.0 grant types", choices=GRANTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    scopes = forms.MultipleChoiceField(
        label="OpenID Connect scopes",
        choices=SCOPES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Email, Phone and Profile need OpenID.",
    )

    def clean_scopes(self) -> list[str]:
        scopes = list(self.cleaned_data["scopes"])
        if {"email", "phone", "profile"} & set(scopes) and "openid" not in scopes:
            raise forms.ValidationError("Choose OpenID too: Email, Phone and Profile need it.")
        return scopes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        callbacks = cleaned.get("callback_urls")
        if callbacks == [] and "code" in cleaned.get("grants", []):
            self.add_error("callback_urls", "Add at least one: the authorization code grant returns people to it.")
        default = cleaned.get("default_redirect_url")
        if default and callbacks is not None and default not in callbacks:
            self.add_error("default_redirect_url", "Choose one of the callback URLs above.")
        return cleaned


class AttributePermissionsForm(RevisedForm):
    """Which attributes the app reads and writes: a check box each way."""

    def __init__(
        self,
        data: Any = None,
        *,
        client: AppClient,
        schema: dict[str, SchemaAttribute],
        readable: frozenset[str],
        writable: frozenset[str],
    ) -> None:
        current = {f"read_{name}": name in readable for name in schema}
        current |= {f"write_{name}": name in writable for name in schema}
        super().__init__(data, updated_at=client.updated_at, current=current)
        self.schema = schema
        for name, attribute in schema.items():
            self.fields[f"read_{name}"] = forms.BooleanField(label=f"Read {name}", required=False)
            if self._may_be_written(name):
                self.fields[f"write_{name}"] = forms.BooleanField(
                    label=f"Write {name}", required=False, disabled=attribute.required
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for permission in ("read", "write"):
            # AWS: an empty list means every attribute, so "none" cannot be said.
            if not self.chosen(permission):
                self.add_error(None, f"Choose at least one attribute to {permission}: with none, Cognito allows all.")
        return cleaned

    def _may_be_written(self, name: str) -> bool:
        return name not in NEVER_WRITABLE and not self.schema[name].developer_only

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One line of the table each, for the template."""
        return [
            {
                "attribute": attribute,
                "read": self[f"read_{name}"],
                "write": self[f"write_{name}"] if self._may_be_written(name) else None,
            }
            for name, attribute in self.schema.items()
        ]

    def chosen(self, permission: str) -> list[str]:
        return [name for name in self.schema if self.cleaned_data.get(f"{permission}_{name}")]

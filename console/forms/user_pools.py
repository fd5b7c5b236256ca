"""Quick set-up, and the settings that a pool's overview edits."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from console.forms.confirmations import TypedNameForm
from console.forms.redirect_urls import RedirectUrlField
from console.forms.revisions import RevisedForm
from console.page import ConsoleForm
from console.rendering import Tiles
from pools.models.user_pool import IssuerMode

NAME_HELP = "Up to 128 characters: letters, numbers, spaces and + = , . @ -"
name_rule = RegexValidator(r"^[\w\s+=,.@-]+$", "Use letters, numbers, spaces and + = , . @ - only.")

APPLICATION_TYPES = (
    ("web", "Traditional web application"),
    ("spa", "Single-page application (SPA)"),
    ("mobile", "Mobile app"),
)
APPLICATION_TYPE_DETAILS = {
    "web": ("globe", "Runs on your server and keeps a client secret. Django, Rails, Spring, Express."),
    "spa": ("layout-grid", "JavaScript in the browser. Public client with PKCE, no secret."),
    "mobile": ("smartphone", "iOS, Android, React Native, Flutter. Public client with PKCE."),
}
IDENTIFIERS = (("email", "Email"), ("phone_number", "Phone number"), ("username", "Username"))
REQUIRABLE = (
    "email", "phone_number", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
    "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "address",
)  # fmt: skip


class QuickSetupForm(ConsoleForm):
    """Four questions that give a user pool, an app client and working login pages."""

    application_type = forms.ChoiceField(
        label="Application type",
        choices=APPLICATION_TYPES,
        initial="web",
        widget=Tiles(APPLICATION_TYPE_DETAILS),
    )
    name = forms.CharField(label="Name your application", max_length=128, validators=[name_rule], help_text=NAME_HELP)
    pool_name = forms.CharField(
        label="User pool name",
        max_length=128,
        required=False,
        validators=[name_rule],
        help_text="Left empty, the user pool takes the application's name. You can rename it later.",
    )
    sign_in_identifiers = forms.MultipleChoiceField(
        label="Options for sign-in identifiers",
        choices=IDENTIFIERS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        error_messages={"required": "Choose at least one: it is what people type to sign in."},
        help_text="What people type to sign in. Choosing Username with Email or Phone number makes those aliases.",
    )
    self_registration = forms.BooleanField(
        label="Enable self-registration",
        required=False,
        initial=True,
        help_text="Anyone can create an account on your login pages. You can turn this off later.",
    )
    required_attributes = forms.MultipleChoiceField(
        label="Required attributes for sign-up",
        choices=[(name, name) for name in REQUIRABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        help_text="Everyone must give these. The sign-in identifiers you choose are always among them.",
    )
    return_url = RedirectUrlField(
        label="Return URL",
        required=False,
        help_text="Where people land after they sign in. Left empty, a localhost address is used until you set one.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if identifiers := cleaned.get("sign_in_identifiers"):
            cleaned["required_attributes"] = required_with(identifiers, cleaned.get("required_attributes", []))
        cleaned["pool_name"] = cleaned.get("pool_name") or cleaned.get("name")
        return cleaned


def required_with(identifiers: list[str], chosen: list[str]) -> list[str]:
    """The attributes that must be required: each identifier, and with a bare username one contact for recovery."""
    required = {*chosen, *(set(identifiers) - {"username"})}
    if not required & {"email", "phone_number"}:
        required.add("email")
    return [name for name in REQUIRABLE if name in required]


class RenamePoolForm(ConsoleForm):
    """A pool's new name."""

    name = forms.CharField(label="User pool name", max_length=128, validators=[name_rule], help_text=NAME_HELP)


class IssuerForm(ConsoleForm):
    """Which `iss` the pool's tokens carry."""

    mode = forms.ChoiceField(label="Issuer", choices=IssuerMode.choices, widget=forms.RadioSelect)


class SignUpForm(RevisedForm):
    """Who may sign up, and which contacts are verified by a code."""

    self_registration = forms.BooleanField(
        label="Enable self-registration",
        required=False,
        help_text="Anyone can create an account on your login pages and with SignUp.",
    )
    auto_verified = forms.MultipleChoiceField(
        label="Attributes to verify",
        choices=IDENTIFIERS[:2],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        help_text="A code is sent to these at sign-up and whenever one changes. With both, the phone number comes first.",
    )
    deletion_protection = forms.BooleanField(
        label="Activate deletion protection",
        required=False,
        help_text="The user pool can't be deleted until you turn this off.",
    )


class DeletePoolForm(TypedNameForm):
    """Deleting a pool: what stands in the way is cleared only when ticked."""

    unprotect = forms.BooleanField(label="Turn off deletion protection", required=False)
    delete_domains = forms.BooleanField(label="Delete its domains", required=False)

    def __init__(self, data: Any = None, *, name: str, is_protected: bool, has_domains: bool, **options: Any) -> None:
        super().__init__(data, name=name, **options)
        if not is_protected:
            del self.fields["unprotect"]
        if not has_domains:
            del self.fields["delete_domains"]
        self.order_fields(["unprotect", "delete_domains", "confirmation"])

    def clean_unprotect(self) -> bool:
        return self._ticked(
            "unprotect", "Deletion protection is on. Tick this to turn it off and delete the user pool."
        )

    def clean_delete_domains(self) -> bool:
        return self._ticked("delete_domains", "The user pool has a domain. Tick this to delete it too.")

    def _ticked(self, field: str, otherwise: str) -> bool:
        if not self.cleaned_data[field]:
            raise forms.ValidationError(otherwise)
        return True

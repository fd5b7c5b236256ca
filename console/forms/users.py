"""Creating users, and changing their attributes and passwords."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models import TextChoices

from console.page import ConsoleForm
from pools.models import SchemaAttribute, UserPool

NOT_TYPED = frozenset({"sub", "email_verified", "phone_number_verified", "updated_at", "identities"})
CONTACTS = ("email", "phone_number")


class Invitation(TextChoices):
    """How a new user learns the temporary password."""

    NONE = "none", "Don't send an invitation"
    EMAIL = "email", "Send an email invitation"
    SMS = "sms", "Send an SMS invitation"
    BOTH = "both", "Send an email and an SMS invitation"


MEDIUMS = {Invitation.EMAIL: ["EMAIL"], Invitation.SMS: ["SMS"], Invitation.BOTH: ["EMAIL", "SMS"]}


# Said beside the field before the verb, which has the last word, says it for the whole form.
_FORMATS = {
    "email": RegexValidator(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "Enter an address such as mary@example.com."),
    "phone_number": RegexValidator(r"^\+[0-9]{3,15}$", "Use + and digits only, such as +12065550100."),
    "birthdate": RegexValidator(r"^\d{4}-\d{2}-\d{2}$", "Use the form YYYY-MM-DD."),
}


def attribute_field(attribute: SchemaAttribute, *, required: bool) -> forms.CharField:
    """A field for one attribute. Values are strings to Cognito; the verb checks type and limits."""
    return forms.CharField(
        label=attribute.name,
        required=required,
        max_length=attribute.max_length or 2048,
        help_text=_KINDS.get(attribute.data_type, ""),
        validators=[_FORMATS[attribute.name]] if attribute.name in _FORMATS else [],
        empty_value="",
    )


_KINDS = {"Number": "A whole number.", "Boolean": "true or false.", "DateTime": "A date and time, ISO 8601."}


class AttributeFields(ConsoleForm):
    """What both user forms share: a field for every attribute an operator may type."""

    def add_attribute_fields(self, attributes: list[SchemaAttribute], *, required: frozenset[str]) -> None:
        for attribute in attributes:
            self.fields[f"attribute_{attribute.name}"] = attribute_field(attribute, required=attribute.name in required)

    def typed_attributes(self) -> dict[str, str]:
        """Every attribute field's value by attribute name, empty ones included."""
        prefix = "attribute_"
        return {
            name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if name.startswith(prefix)
        }


class UserCreateForm(AttributeFields):
    """A user made by an operator, with an invitation or without."""

    error_fields: ClassVar[dict[str, str]] = {
        "UsernameExistsException": "username",
        "InvalidPasswordException": "temporary_password",
    }
    error_texts: ClassVar[dict[str, str]] = {
        "UsernameExistsException": "A user with this name exists. Choose another name.",
        "AliasExistsException": "Another user signs in by this email address or phone number.",
    }

    username = forms.CharField(label="User name", max_length=128, help_text="Up to 128 characters without spaces.")
    invitation = forms.ChoiceField(
        label="Invitation message", choices=Invitation.choices, initial=Invitation.EMAIL, widget=forms.RadioSelect
    )
    email = forms.CharField(label="Email address", max_length=2048, required=False, validators=[_FORMATS["email"]])
    email_verified = forms.BooleanField(label="Mark email address as verified", required=False)
    phone_number = forms.CharField(
        label="Phone number",
        max_length=2048,
        required=False,
        validators=[_FORMATS["phone_number"]],
        help_text="With + and country code, such as +12065550100.",
    )
    phone_number_verified = forms.BooleanField(label="Mark phone number as verified", required=False)
    password_choice = forms.ChoiceField(
        label="Temporary password",
        choices=(("generate", "Generate a password"), ("set", "Set a password")),
        initial="generate",
        widget=forms.RadioSelect,
    )
    temporary_password = forms.CharField(
        label="Password",
        max_length=256,
        required=False,
        strip=False,
        help_text="Needed when you set one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, pool: UserPool, **options: Any) -> None:
        super().__init__(data, **options)
        self.pool = pool
        if pool.username_attributes:
            del self.fields["username"]
        if pool.username_attributes == ["phone_number"]:
            self.fields["invitation"].initial = Invitation.SMS
        others = [a for name, a in pool.schema_attributes.items() if name not in NOT_TYPED and name not in CONTACTS]
        needed = frozenset(a.name for a in others if a.required)
        self.add_attribute_fields(
            [a for a in others if a.required] + [a for a in others if not a.required], required=needed
        )
        for contact in CONTACTS:
            self.fields[contact].required = pool.schema_attributes[contact].required

    @property
    def required_attribute_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("attribute_") and field.field.required]

    @property
    def optional_attribute_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("attribute_") and not field.field.required]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_sign_in_name(cleaned)
        self._check_invitation(cleaned)
        self._check_password(cleaned)
        return cleaned

    def _check_sign_in_name(self, cleaned: dict[str, Any]) -> None:
        names = self.pool.username_attributes
        if names and not any(cleaned.get(name) for name in names) and not any(name in self.errors for name in names):
            self.add_error(names[0], "Enter what this user signs in with.")

    def _check_invitation(self, cleaned: dict[str, Any]) -> None:
        invitation = cleaned.get("invitation")
        if (
            invitation in (Invitation.EMAIL, Invitation.BOTH)
            and not cleaned.get("email")
            and "email" not in self.errors
        ):
            self.add_error("email", "Enter the address the invitation goes to.")
        texts = invitation in (Invitation.SMS, Invitation.BOTH)
        if texts and not cleaned.get("phone_number") and "phone_number" not in self.errors:
            self.add_error("phone_number", "Enter the number the invitation goes to.")

    def _check_password(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("password_choice") == "set" and not cleaned.get("temporary_password"):
            self.add_error("temporary_password", "Enter a password, or choose to have one generated.")
        if cleaned.get("password_choice") == "generate" and cleaned.get("invitation") == Invitation.NONE:
            self.add_error(
                "password_choice", "Set a password, or send an invitation: nobody would learn a generated one."
            )

    def username_to_create(self) -> str:
        """In a pool that signs in by email or phone number, that contact is the user name that AdminCreateUser takes."""
        if not self.pool.username_attributes:
            return str(self.cleaned_data["username"])
        return str(next(self.cleaned_data[name] for name in self.pool.username_attributes if self.cleaned_data[name]))

    def attributes(self) -> dict[str, str]:
        """The attributes that have a value, verified flags included."""
        values = {name: value for name, value in self.typed_attributes().items() if value}
        for contact in CONTACTS:
            if self.cleaned_data[contact]:
                values[contact] = self.cleaned_data[contact]
                values[f"{contact}_verified"] = "true" if self.cleaned_data[f"{contact}_verified"] else "false"
        return values


class UserAttributesForm(AttributeFields):
    """Every attribute an operator may change; emptying an optional one deletes its value."""

    email_verified = forms.BooleanField(label="Mark email address as verified", required=False)
    phone_number_verified = forms.BooleanField(label="Mark phone number as verified", required=False)

    def __init__(self, data: Any = None, *, pool: UserPool, values: dict[str, str], **options: Any) -> None:
        initial: dict[str, Any] = {f"attribute_{name}": value for name, value in values.items()}
        initial |= {f"{contact}_verified": values.get(f"{contact}_verified") == "true" for contact in CONTACTS}
        super().__init__(data, initial=initial, **options)
        schema = [a for name, a in pool.schema_attributes.items() if name not in NOT_TYPED and a.mutable]
        self.add_attribute_fields(schema, required=frozenset(a.name for a in schema if a.required))
        contacts = [field for name in CONTACTS for field in (f"attribute_{name}", f"{name}_verified")]
        self.order_fields(contacts)

    def changes(self) -> dict[str, str]:
        """Only what differs: sending an unchanged email again would make it unverified."""
        typed = self.typed_attributes()
        changed = {name: value for name, value in typed.items() if f"attribute_{name}" in self.changed_data}
        for contact in CONTACTS:
            touched = contact in changed or f"{contact}_verified" in self.changed_data
            if touched and typed.get(contact):
                changed[f"{contact}_verified"] = "true" if self.cleaned_data[f"{contact}_verified"] else "false"
        return changed


class SetPasswordForm(ConsoleForm):
    """A password chosen by an operator."""

    error_fields: ClassVar[dict[str, str]] = {"InvalidPasswordException": "password"}

    password = forms.CharField(
        label="New password",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    kind = forms.ChoiceField(
        label="What happens at the next sign-in",
        choices=(
            ("temporary", "Temporary: the user must choose a new password"),
            ("permanent", "Permanent: the user signs in with this password"),
        ),
        initial="temporary",
        widget=forms.RadioSelect,
    )

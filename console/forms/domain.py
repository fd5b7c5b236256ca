"""The address of a pool's login pages."""

from django import forms
from django.core.validators import RegexValidator

from console.page import ConsoleForm


class PrefixDomainForm(ConsoleForm):
    """A prefix below this server's own address."""

    domain = forms.CharField(
        label="Domain prefix",
        max_length=63,
        validators=[
            RegexValidator(
                r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", "Use lower-case letters, numbers and hyphens, not at the ends."
            )
        ],
        help_text="Up to 63 lower-case letters, numbers and hyphens. It can't contain aws, amazon or cognito.",
    )


class CustomDomainForm(ConsoleForm):
    """A host name of your own."""

    domain = forms.CharField(
        label="Custom domain",
        max_length=63,
        validators=[
            RegexValidator(
                r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]$",
                "Enter a host name in lower case, such as login.example.com.",
            )
        ],
        help_text="A host name you control, such as login.example.com.",
    )
    certificate_arn = forms.CharField(
        label="ACM certificate ARN",
        max_length=2048,
        required=False,
        help_text="Kept for Amazon Cognito. Here, your reverse proxy holds the certificate.",
    )

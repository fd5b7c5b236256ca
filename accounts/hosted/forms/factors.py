"""The form of an authenticator app that is being set up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.hosted.forms.fields import CodeField, HostedForm

_LONGEST_NAME = 64


class AppForm(HostedForm):
    """The code that the app shows, and what to call it."""

    code = CodeField(label=_("Enter the 6-digit code it shows"), required=_("Enter the code that your app shows."))
    name = forms.CharField(
        label=_("Name this device"),
        required=False,
        max_length=_LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

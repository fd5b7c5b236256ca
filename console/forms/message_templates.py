"""The texts of verification messages and invitations."""

import re

from django import forms

from console.forms.revisions import RevisedForm

SUBJECT_MAX = 140
SMS_MAX = 140
EMAIL_MAX = 20_000
TEXT_MIN = 6
CODE = "{####}"
NAME = "{username}"
LINK = re.compile(r"\{##[^{}#][^{}]*?##\}")
TYPES = (("CONFIRM_WITH_CODE", "Code"), ("CONFIRM_WITH_LINK", "Link"))


def _subject(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=SUBJECT_MAX,
        help_text=f"Up to {SUBJECT_MAX} characters.",
        widget=forms.TextInput(attrs={"data-counter": True}),
    )


def _email(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=TEXT_MIN,
        max_length=EMAIL_MAX,
        strip=False,
        help_text=f"HTML is allowed, up to {EMAIL_MAX:,} characters. {help_text}",
        widget=forms.Textarea(attrs={"rows": 6, "class": "textarea-code", "data-counter": True}),
    )


def _sms(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="SMS message",
        min_length=TEXT_MIN,
        max_length=SMS_MAX,
        strip=False,
        help_text=f"{TEXT_MIN} to {SMS_MAX} characters. {help_text}",
        widget=forms.Textarea(attrs={"rows": 2, "data-counter": True}),
    )


def _check(text: str, *places: str) -> str:
    """Refuse a text that leaves out what it is sent for."""
    missing = [place for place in places if place not in text]
    if missing:
        raise forms.ValidationError(f"Put {' and '.join(missing)} where the value belongs.")
    return text


class VerificationForm(RevisedForm):
    """What is sent to verify a contact or reset a password."""

    verification_type = forms.ChoiceField(
        label="Verification type",
        choices=TYPES,
        widget=forms.RadioSelect(attrs={"class": "choices-row"}),
        help_text="A link only confirms sign-ups by email. Password resets and SMS messages always carry a code.",
    )
    email_subject = _subject("Email subject")
    email_message = _email("Email message", f"{CODE} becomes the code.")
    link_subject = _subject("Email subject of the link")
    link_message = _email(
        "Email message of the link", "{##Verify Email##} becomes a link with the text between the marks."
    )
    sms_message = _sms(f"{CODE} becomes the code.")

    def clean_email_message(self) -> str:
        return _check(str(self.cleaned_data["email_message"]), CODE)

    def clean_link_message(self) -> str:
        text = str(self.cleaned_data["link_message"])
        if not LINK.search(text):
            raise forms.ValidationError(
                "Put {##Verify Email##}, or other words between the marks, where the link belongs."
            )
        return text

    def clean_sms_message(self) -> str:
        return _check(str(self.cleaned_data["sms_message"]), CODE)


class InvitationForm(RevisedForm):
    """What a user gets whom an operator created."""

    email_subject = _subject("Email subject")
    email_message = _email("Email message", f"{NAME} becomes the user name, {CODE} the temporary password.")
    sms_message = _sms(f"{NAME} becomes the user name, {CODE} the temporary password.")

    def clean_email_message(self) -> str:
        return _check(str(self.cleaned_data["email_message"]), NAME, CODE)

    def clean_sms_message(self) -> str:
        return _check(str(self.cleaned_data["sms_message"]), NAME, CODE)

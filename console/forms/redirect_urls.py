"""Fields for addresses that people are sent back to, one or many."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_ROWS = 100


def check_redirect_url(value: str) -> None:
    """Say what to repair before the verb, which has the last word, refuses it."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        raise ValidationError("Enter a whole address, such as https://app.example.com/callback.") from None
    if not parts.scheme or not value.partition(":")[2].strip("/"):
        raise ValidationError("Enter a whole address, such as https://app.example.com/callback.")
    if "#" in value or any(character.isspace() for character in value):
        raise ValidationError("Leave out spaces and the part after #.")
    if parts.scheme == "http" and host not in LOCAL_HOSTS:
        raise ValidationError(
            "Use https. Plain http works only for localhost, for example http://localhost:5173/callback."
        )
    if parts.scheme == "https" and not host:
        raise ValidationError("Enter a host after https://.")


class RedirectUrlField(forms.CharField):
    """One address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=1024, validators=[check_redirect_url], **options)


class RowsInput(forms.Widget):
    """Repeating rows of one name; what was typed comes back in order, empty rows included."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002  Django's signature
        return [str(row) for row in data.getlist(name)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002  Django's signature
        return name not in data


class RedirectUrlsField(forms.Field):
    """Up to a hundred addresses, one a row. `row_errors` says which row needs attention."""

    widget = RowsInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> list[str]:
        return [row.strip() for row in value or [] if row.strip()]

    def validate(self, value: list[str]) -> None:
        if len(value) > MAX_ROWS:
            raise ValidationError(f"Keep at most {MAX_ROWS} addresses.")
        for number, row in enumerate(value, start=1):
            try:
                check_redirect_url(row)
            except ValidationError as error:
                raise ValidationError(f"Row {number}: {error.messages[0]}") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


def edit_rows(rows: list[str], command: str) -> list[str]:
    """The rows after an Add or Remove button of the editor: `add`, or `remove:<row number from 0>`."""
    verb, _, number = command.partition(":")
    if verb == "add" and len(rows) < MAX_ROWS:
        return [*rows, ""]
    if verb == "remove" and number.isdecimal():
        return [row for index, row in enumerate(rows) if index != int(number)]
    return rows

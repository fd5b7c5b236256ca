"""Forms that replace a whole object, and notice when it changed after they were shown."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict

from console.page import ConsoleForm


class RevisedForm(ConsoleForm):
    """Carries the moment its object was last updated; a later change by somebody else is shown before it is lost."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, updated_at: datetime, current: dict[str, Any], **options: Any) -> None:
        stamp = updated_at.isoformat()
        super().__init__(data, initial={**current, "revision": stamp}, **options)
        self.stamp = stamp
        self.conflicts: list[tuple[str, str, str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("revision", "") != self.stamp:
            self._refuse_once()
        return cleaned

    def _refuse_once(self) -> None:
        """Show both versions. What is sent next from this page counts as decided: it carries the new revision."""
        self.conflicts = [
            (str(bound.label), _words(bound.initial), _words(bound.value()))
            for bound in self
            if bound.name != "revision" and bound.name in self.changed_data
        ]
        sent = cast(QueryDict, self.data).copy()
        sent["revision"] = self.stamp
        self.data = sent
        self.add_error(
            None,
            "These settings were changed after you opened this page. Compare the values below, then save again to "
            "replace them, or cancel to keep them.",
        )


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "On" if value else "Off"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "None"
    return "None" if value in (None, "") else str(value)

"""How the console draws forms: Django's widgets and fields with our own markup."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.loader import get_template

DJANGO_WIDGETS = "django/forms/widgets/"
INPUTS = frozenset(
    {"text", "number", "email", "url", "color", "search", "tel", "password", "hidden", "date", "datetime", "file"}
)
CHOICES = {"radio": "choices", "checkbox_select": "choices"}


class ConsoleRenderer(BaseRenderer):
    """Takes every widget from templates/components/widgets/."""

    form_template_name = "components/form.html"
    field_template_name = "components/form_field.html"

    def get_template(self, template_name: str) -> Any:
        if not template_name.startswith(DJANGO_WIDGETS):
            return get_template(template_name)
        name = template_name.removeprefix(DJANGO_WIDGETS).removesuffix(".html")
        name = "input" if name in INPUTS else CHOICES.get(name, name)
        return get_template(f"components/widgets/{name}.html")


class Tiles(forms.RadioSelect):
    """One choice of a few, each with an icon and a line of text: `{value: (icon, text)}`."""

    template_name = "components/widgets/tiles.html"

    def __init__(self, details: dict[str, tuple[str, str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.details = details

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["icon"], option["text"] = self.details[str(value)]
        return option


class SearchInput(forms.TextInput):
    """A text field with a magnifier, for filters."""

    input_type = "search"
    template_name = "components/widgets/search.html"

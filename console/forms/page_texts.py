"""An operator's own texts of the hosted pages, in one language."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from console.forms.revisions import RevisedForm
from pools import page_texts
from pools.core.errors import InvalidParameterException
from pools.page_text_keys import SECTIONS


class Row(NamedTuple):
    """One text: what it is called under its heading, its field, and whether the pool's own stands while that is empty."""

    label: str
    field: BoundField
    is_pools: bool


class PageTextsForm(RevisedForm):
    """A field for each text; its help is what stands on the page while it is empty."""

    def __init__(
        self, data: Any = None, *, language: str, of_pool: dict[str, str], updated_at: datetime, current: dict[str, str]
    ) -> None:
        super().__init__(data, updated_at=updated_at, current=current)
        self.of_pool = of_pool
        for section, keys in SECTIONS.items():
            for name, key in keys.items():
                instead = of_pool.get(name) or key.in_language(language)
                self.fields[name] = _field(name, f"{section}: {key.label}", instead, language)

    def sections(self) -> Iterator[tuple[str, list[Row]]]:
        """The texts as the page shows them, under their headings."""
        for section, keys in SECTIONS.items():
            yield section, [Row(key.label, self[name], name in self.of_pool) for name, key in keys.items()]


def _field(name: str, label: str, instead: str, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=instead,
        required=False,
        validators=[_checked(name)],
        widget=forms.TextInput(attrs={"lang": language, "dir": "auto", "autocomplete": "off"}),
    )


def _checked(name: str) -> Callable[[str], None]:
    """The verb's own check, at the field."""

    def check(text: str) -> None:
        try:
            page_texts.check(name, text)
        except InvalidParameterException as error:
            raise forms.ValidationError(error.message) from error

    return check

"""The texts of the hosted pages, found where they are written: in templates and in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from django.template import Context
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted([*(ROOT / "templates/hosted").rglob("*.html"), ROOT / "templates/layouts/hosted.html"])
MODULES = [*sorted((ROOT / "accounts").rglob("*.py")), ROOT / "pools/page_text_keys.py"]
CALLS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "ngettext": 0, "ngettext_lazy": 0, "pgettext": 1, "pgettext_lazy": 1}
READ_OUT = {"alt", "aria-label", "label", "placeholder", "title"}
SPOKEN = {"heading", "help_text", "label", "notice", "problem", "text"}
_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
_TRANSLATED = re.compile(r"\{% blocktrans.*?endblocktrans(late)? %\}|\{% block page %\}.*?\{% endblock %\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class Text(NamedTuple):
    """What a catalogue must have."""

    context: str | None
    singular: str
    plural: str | None = None


def all_texts() -> set[Text]:
    return {*_of_templates(), *_of_modules()}


def bare_in(source: str) -> list[str]:
    """Words of a template that are translated by nothing, those of attributes that are read out among them."""
    source = _COMMENT.sub("", source)
    reader = _Reader()
    reader.feed(_TAG.sub("", _TRANSLATED.sub("", source)))
    reader.close()
    return reader.found


def bare_in_module(source: str) -> list[str]:
    """Arguments and values by which texts are given, where a bare string stands."""
    spoken = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg in SPOKEN and isinstance(node.value, ast.Constant | ast.JoinedStr)
    ]
    return [ast.unparse(value) for value in spoken if re.search("[A-Za-z]", ast.unparse(value).strip("f'\""))]


def _of_templates() -> Iterator[Text]:
    for path in TEMPLATES:
        template: Any = get_template(str(path.relative_to(ROOT / "templates")))
        nodes = template.template.nodelist
        for plain in nodes.get_nodes_by_type(TranslateNode):
            yield Text(_context(plain), plain.filter_expression.var.literal)
        for block in nodes.get_nodes_by_type(BlockTranslateNode):
            plural = block.render_token_list(block.plural)[0] if block.plural else None
            yield Text(_context(block), block.render_token_list(block.singular)[0], plural)


def _context(node: Any) -> str | None:
    return str(node.message_context.resolve(Context())) if node.message_context else None


def _of_modules() -> Iterator[Text]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                yield _called(node.func.id, [ast.literal_eval(argument) for argument in node.args[:2]])


def _called(name: str, arguments: list[str]) -> Text:
    if CALLS[name]:
        return Text(arguments[0], arguments[1])
    return Text(None, *arguments) if name.startswith("n") else Text(None, arguments[0])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  as it is called
        for name, value in attrs:
            if name in READ_OUT or (name.startswith("data-") and " " in (value or "").strip()):
                self._note(value or "")

    def _note(self, words: str) -> None:
        if re.search(r"[^\W\d_]", words):
            self.found.append(words.strip())

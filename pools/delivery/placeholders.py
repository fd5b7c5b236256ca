"""Filling texts in: `{####}`, `{username}` and `{##link text##}`, each replaced once, in one pass.

A value that looks like a placeholder stays what it is (checklist 39).
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

MASK = "******"

_PLACEHOLDER = re.compile(r"(?P<code>\{####\})|(?P<name>\{username\})|\{##(?P<link>[^{}#][^{}]*?)##\}")
_NAME = re.compile(r"\{([a-z]+(?:-[a-z]+)*)\}")
_TAG = re.compile(r"<[a-zA-Z/!]")
_NEW_LINE_TAGS = frozenset(
    {"br", "p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_UNSEEN_TAGS = frozenset({"style", "script", "head", "title"})


@dataclass(frozen=True)
class Values:
    """What the placeholders stand for."""

    code: str
    username: str
    link: str | None = None

    @property
    def masked(self) -> "Values":
        """The same with hidden code and link."""
        return replace(self, code=MASK, link=None if self.link is None else MASK)


def fill(template: str, values: Values) -> str:
    """For plain text: values as they are."""

    def value(match: re.Match[str]) -> str:
        if match["code"]:
            return values.code
        if match["name"]:
            return values.username
        return match[0] if values.link is None else f"{match['link']}: {values.link}"

    return _PLACEHOLDER.sub(value, template)


def fill_html(template: str, values: Values) -> str:
    """For HTML: values escaped, the link as an anchor around its text."""

    def value(match: re.Match[str]) -> str:
        if match["code"]:
            return html.escape(values.code)
        if match["name"]:
            return html.escape(values.username)
        return match[0] if values.link is None else f'<a href="{html.escape(values.link)}">{match["link"]}</a>'

    return _PLACEHOLDER.sub(value, template)


def fill_named(template: str, values: Mapping[str, str], *, as_html: bool = False) -> str:
    """Texts of notices, which hold no code: `{username}` and others by name; a name without a value stays."""
    shown = html.escape if as_html else str
    return _NAME.sub(lambda match: shown(values[match[1]]) if match[1] in values else match[0], template)


def plain_text(template: str) -> str:
    """What an HTML template says, without its mark-up; placeholders are kept."""
    if not _TAG.search(template):
        return html.unescape(template)
    reader = _TextReader()
    reader.feed(template)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _TextReader(HTMLParser):
    """Collects text; elements that begin on a new line do so here too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  HTMLParser's
        if tag in _UNSEEN_TAGS:
            self._unseen += 1
        elif tag in _NEW_LINE_TAGS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN_TAGS:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _NEW_LINE_TAGS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))

"""The model's patterns, which are Java's, as functions that match a whole string in linear time."""

import re
from collections.abc import Callable

import regex

Matcher = Callable[[str], bool]

VISIBLE = r"\p{L}\p{M}\p{S}\p{N}\p{P}"

# Written so that no input makes them try again and again (checklist 67); each says what the model's own one says.
LINEAR_FORMS = {
    rf"[{VISIBLE}]+@[{VISIBLE}]+": rf"(?s)(?=.(?>[^@]*)@.)[{VISIBLE}]+",
    rf"[{VISIBLE}\s*]*\{{####\}}[{VISIBLE}\s*]*": rf"(?s)(?=.*?\{{####\}})[{VISIBLE}\s*]*",
    rf"[{VISIBLE}\s*]*\{{##[{VISIBLE}\s*]*##\}}[{VISIBLE}\s*]*": (rf"(?s)(?=(?>.*?\{{##).*##\}})[{VISIBLE}\s*]*"),
}

# AWS: the model's [\S]+ would forbid inner spaces, which the guide allows and Cognito takes (pool-rules.md 5); and its
# domain has no dots, which a custom domain needs.
BY_SHAPE = {"PasswordType": r"\S(?:.*\S)?", "DomainType": r"[a-z0-9](?:[a-z0-9.\-]{0,61}[a-z0-9])?"}

# Java's classes are ASCII; all the patterns use \w and \s inside brackets and \d outside.
JAVA_CLASSES = {r"[\S]": "[^ \\t\\n\\x0b\\f\\r]", r"\S": "[^ \\t\\n\\x0b\\f\\r]", r"\w": "a-zA-Z0-9_", r"\d": "[0-9]"}
JAVA_SPACE = (r"\s", " \\t\\n\\x0b\\f\\r")

# What the Unicode properties hold within ASCII: most strings are, and the standard library is faster than `regex`.
ASCII_PROPERTIES = {
    VISIBLE: r"\x21-\x7e",
    r"\p{Z}": r"\x20",
}


def matcher(shape_name: str, pattern: str) -> Matcher:
    """A function that says whether a string as a whole matches the pattern of a shape."""
    text = _translated(BY_SHAPE.get(shape_name) or LINEAR_FORMS.get(pattern, pattern))
    in_ascii = re.compile(_replaced(text, ASCII_PROPERTIES)).fullmatch
    if r"\p" not in text:
        return lambda value: in_ascii(value) is not None
    in_unicode = regex.compile(text).fullmatch
    return lambda value: (in_ascii if value.isascii() else in_unicode)(value) is not None


def _translated(text: str) -> str:
    return _replaced(text, JAVA_CLASSES).replace(*JAVA_SPACE)


def _replaced(text: str, table: dict[str, str]) -> str:
    for old, new in table.items():
        text = text.replace(old, new)
    return text

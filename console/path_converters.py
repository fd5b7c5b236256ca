"""How names that may hold any character travel in a path."""

from urllib.parse import quote, unquote

from django.urls import register_converter


class NameConverter:
    """One path segment for any name. Escaped once more than usual, so that a slash in it survives the web server."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return unquote(value)

    def to_url(self, value: str) -> str:
        # Browsers would resolve a lone dot or two as a folder.
        return value.replace(".", "%2E") if value in {".", ".."} else quote(value, safe="@+=,")


register_converter(NameConverter, "name")

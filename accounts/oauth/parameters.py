"""Parameters of a query or a form, read strictly: each once, of bounded length, and given back byte for byte."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from accounts.oauth.errors import InvalidRequest

_MOST_BYTES = 16_384
_MOST_FIELDS = 50
_LONGEST = 4096
# Bytes that are no UTF-8 travel as lone surrogates, so that even they come back as they came (checklist 17).
_ERRORS = "surrogateescape"


@dataclass(frozen=True)
class Parameters:
    """Names and values. Empty values count as absent (RFC 6749, 3.1)."""

    values: Mapping[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        """The value, or an empty string."""
        return self.values.get(name, "")

    def once(self, name: str) -> str:
        """The value of a parameter that must stand once if at all."""
        return "" if name in self.repeated else self.get(name)

    def require(self, name: str) -> str:
        """The value of a parameter that must be there.

        Raises:
            InvalidRequest: it is not.
        """
        if not self.get(name):
            raise InvalidRequest(f"Missing parameter {name}")
        return self.get(name)

    def check(self) -> None:
        """Refuse what no honest client sends.

        Raises:
            InvalidRequest: a parameter stands twice, is over-long or holds control characters (checklist 18).
        """
        if self.repeated:
            raise InvalidRequest("Repeated parameter")
        for name, value in self.values.items():
            if len(value) > _LONGEST:
                raise InvalidRequest(f"Parameter {name} is too long")
            if name != "state" and not value.isprintable():
                raise InvalidRequest(f"Parameter {name} has characters that are not allowed")

    def only(self, names: Iterable[str], **changes: str) -> str:
        """A query string of these parameters alone, in their order; `changes` takes the place of values."""
        values = {**self.values, **changes}
        return encode({name: values[name] for name in names if name in values})


def parse(raw: str) -> Parameters:
    """Read a query string or an urlencoded body.

    Raises:
        InvalidRequest: too much of it.
    """
    pairs = _pairs(raw)
    counts = Counter(name for name, _ in pairs)
    return Parameters(dict(pairs), frozenset(name for name, count in counts.items() if count > 1))


def cleaned(raw: str) -> str:
    """An urlencoded body as a query string, repeated parameters and all.

    Raises:
        InvalidRequest: too much of it.
    """
    return urlencode(_pairs(raw), errors=_ERRORS)


def encode(values: Mapping[str, str]) -> str:
    """An urlencoded query string."""
    return urlencode(values, errors=_ERRORS)


def extend(url: str, values: Mapping[str, str], *, fragment: bool = False) -> str:
    """An address with parameters added to its query, or as its fragment."""
    mark = "#" if fragment else "&" if "?" in url else "?"
    return f"{url}{mark}{encode(values)}"


def _pairs(raw: str) -> list[tuple[str, str]]:
    if len(raw) > _MOST_BYTES:
        raise InvalidRequest("Too many parameters")
    try:
        return parse_qsl(raw, errors=_ERRORS, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise InvalidRequest("Too many parameters") from None

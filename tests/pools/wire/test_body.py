"""Bodies that are no JSON, or JSON that would hurt later, are refused by name (checklist 67)."""

from __future__ import annotations

import pytest

from pools.core.errors import SerializationException
from pools.wire import body


@pytest.mark.parametrize("text", [b"", b"  \n"])
def test_no_body_is_an_empty_object(text: bytes) -> None:
    assert body.decode(text) == {}


def test_a_body_is_utf_8_json() -> None:
    assert body.decode('{"Name": "ålice \\u00e5 \\ud83d\\ude00"}'.encode()) == {"Name": "ålice å 😀"}


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"nonsense",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1, "a": 2}',
        b'{"a": "\xff\xfe"}',
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": "line\nbreak"}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": ["\\ud800"]}',
        b'{"a": {"b": "\\udfff\\ud800"}}',
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
    ids=range(19),
)
def test_what_is_no_proper_json_is_refused(text: bytes) -> None:
    with pytest.raises(SerializationException):
        body.decode(text)

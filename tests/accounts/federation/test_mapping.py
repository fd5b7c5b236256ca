"""A provider's claims as attributes of the pool."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.federation import mapping
from pools.core.errors import InvalidParameterException
from pools.models import IdentityProvider


def provider(**attribute_mapping: str) -> IdentityProvider:
    return IdentityProvider(name="Corporate", type="OIDC", attribute_mapping={"username": "sub", **attribute_mapping})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ann", "Ann"),
        ("", None),
        (None, None),
        (True, "true"),
        (5, "5"),
        (["a", "b"], "[a,b]"),
        ([], "[]"),
        ({"a": [1]}, '{"a":[1]}'),
        ("Zoë 🦊", "Zoë 🦊"),
    ],
)
def test_a_claim_becomes_a_text(value: Any, text: str | None) -> None:
    found = mapping.attributes(provider(nickname="nick"), {"nick": value})
    assert found.get("nickname") == text


def test_only_what_is_mapped_is_taken() -> None:
    found = mapping.attributes(provider(email="mail"), {"mail": "a@example.com", "email": "b@example.com", "sub": "1"})
    assert found == {"email": "a@example.com"}


def test_an_address_is_taken_by_its_text() -> None:
    found = mapping.attributes(provider(address="address"), {"address": {"formatted": "1 High Street", "zip": "1"}})
    assert found == {"address": "1 High Street"}


@pytest.mark.parametrize(("value", "text"), [(True, "true"), ("True", "true"), (False, "false")])
def test_a_verified_flag_is_written_in_one_way(value: Any, text: str) -> None:
    found = mapping.attributes(provider(email_verified="email_verified"), {"email_verified": value})
    assert found == {"email_verified": text}


@pytest.mark.parametrize("value", ["a\0b", "\ud800", ["ok", "\udfff"]])
def test_what_cannot_be_stored_is_refused(value: Any) -> None:
    with pytest.raises(InvalidParameterException):
        mapping.attributes(provider(nickname="nick"), {"nick": value})


@pytest.mark.parametrize(
    ("mapped", "claims", "address"),
    [
        ({}, {"email": "a@example.com", "email_verified": True}, "a@example.com"),
        ({}, {"email": "a@example.com", "email_verified": "true"}, "a@example.com"),
        ({}, {"email": "a@example.com", "email_verified": False}, ""),
        ({}, {"email": "a@example.com"}, ""),
        ({}, {"email": "a@example.com", "email_verified": "yes"}, ""),
        ({}, {"email_verified": True}, ""),
        # The flag speaks of `email`, not of any other claim that somebody mapped.
        ({"email": "upn"}, {"upn": "boss@example.com", "email": "a@example.com", "email_verified": True}, ""),
        ({"email": "upn", "email_verified": "upn_ok"}, {"upn": "a@example.com", "upn_ok": True}, "a@example.com"),
    ],
)
def test_an_address_counts_as_verified_by_the_providers_word_only(
    mapped: dict[str, str], claims: dict[str, Any], address: str
) -> None:
    # checklist 59
    assert mapping.verified_email(provider(**mapped), claims) == address

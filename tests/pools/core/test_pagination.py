"""Tokens for the next page: opaque, live an hour, good only for the request they were made for."""

from __future__ import annotations

import pytest

from pools.core import pagination
from pools.core.errors import InvalidParameterException
from pools.core.pagination import Page
from tests.support.clock import Clock

REQUEST = ("ListUsers", "us-east-1_abc", 'email ^= "a"')


def test_a_token_gives_its_marker_back() -> None:
    token = pagination.encode({"after": ["alice", 7]}, bound_to=REQUEST)

    assert pagination.decode(token, bound_to=REQUEST) == {"after": ["alice", 7]}


def test_a_token_says_nothing_about_its_marker() -> None:
    assert "alice" not in pagination.encode("alice", bound_to=REQUEST)


def test_a_token_fits_the_models_pattern() -> None:
    assert not set(pagination.encode("ålice", bound_to=REQUEST)) & set(" \t\n=")


@pytest.mark.parametrize("other", [(*REQUEST[:2], ""), REQUEST[:2], ("ListUsers", "us-east-1_abcemail", "")])
def test_a_token_of_another_request_is_refused(other: tuple[str, ...]) -> None:
    token = pagination.encode(7, bound_to=REQUEST)

    with pytest.raises(InvalidParameterException, match="is invalid for request"):
        pagination.decode(token, bound_to=other)


def test_a_token_dies_after_an_hour(clock: Clock) -> None:
    token = pagination.encode(7, bound_to=REQUEST)
    clock.advance(minutes=59)
    assert pagination.decode(token, bound_to=REQUEST) == 7

    clock.advance(minutes=1, seconds=1)

    with pytest.raises(InvalidParameterException):
        pagination.decode(token, bound_to=REQUEST)


@pytest.mark.parametrize("rubbish", ["", "x", "é", "AAAA", "!!!!", "a" * 500, "\ud800"])
def test_a_made_up_token_is_refused(rubbish: str) -> None:
    with pytest.raises(InvalidParameterException):
        pagination.decode(rubbish, bound_to=REQUEST)


def test_a_page_maps_its_items_and_keeps_its_marker() -> None:
    page = Page([1, 2], marker=2).map(str)

    assert page == Page(["1", "2"], marker=2)

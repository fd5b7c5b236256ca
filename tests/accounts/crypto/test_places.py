"""Few at a time, a few more wait, the rest is refused at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accounts.crypto import argon2
from accounts.crypto.places import NoPlaceError, Places
from pools.core.errors import TooManyRequestsException

SOON = 10.0


@contextmanager
def inside(places: Places, key: bytes = b"") -> Iterator[threading.Event]:
    """Another thread that is inside until the event is set or the block ends."""
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with places.one(key):
            entered.set()
            leave.wait(SOON)

    thread = threading.Thread(target=stay)
    thread.start()
    assert entered.wait(SOON)
    try:
        yield leave
    finally:
        leave.set()
        thread.join(SOON)


@contextmanager
def waiting(places: Places, key: bytes = b"") -> Iterator[threading.Event]:
    """Another thread that wants to be inside; the event says that it was."""
    entered = threading.Event()

    def enter() -> None:
        with places.one(key):
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    while not places._waiting:
        time.sleep(0.001)
    yield entered
    thread.join(SOON)


def test_one_more_than_may_be_inside_waits_until_one_leaves() -> None:
    places = Places(at_once=1, waiting=1, seconds=SOON)

    with inside(places) as leave, waiting(places) as entered:
        assert not entered.is_set()
        leave.set()

    assert entered.is_set()


def test_one_more_than_may_wait_is_refused_at_once() -> None:
    # checklist 33
    places = Places(at_once=1, waiting=1, seconds=SOON)

    with inside(places) as leave, waiting(places):
        assert places.is_full
        began = time.monotonic()
        with pytest.raises(NoPlaceError), places.one():
            pytest.fail("came in")
        leave.set()

    assert time.monotonic() - began < SOON / 2
    assert not places.is_full


def test_who_has_waited_too_long_is_refused() -> None:
    places = Places(at_once=1, waiting=1, seconds=0.01)

    with inside(places), pytest.raises(NoPlaceError), places.one():
        pytest.fail("came in")


def test_two_of_one_key_are_never_inside_together() -> None:
    # checklist 30
    places = Places(at_once=2, waiting=1, seconds=SOON)

    with inside(places, b"alice") as leave, waiting(places, b"alice") as entered:
        with places.one(b"bob"):
            assert not entered.is_set()
        leave.set()

    assert entered.is_set()


def test_a_place_is_free_again_after_an_error() -> None:
    places = Places(at_once=1, waiting=0, seconds=SOON)

    with pytest.raises(ZeroDivisionError), places.one(b"alice"):
        raise ZeroDivisionError

    with places.one(b"alice"):
        assert places.is_full


def test_callers_over_the_bound_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    # checklist 33
    places = Places(at_once=1, waiting=0, seconds=SOON)
    monkeypatch.setattr(argon2, "_places", lambda: places)

    with argon2.slot():
        with pytest.raises(TooManyRequestsException, match="Rate exceeded"), argon2.slot():
            pytest.fail("came in")
        with pytest.raises(TooManyRequestsException, match="Rate exceeded"):
            argon2.refuse_when_full()

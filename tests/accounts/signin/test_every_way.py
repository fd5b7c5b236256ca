"""Every AuthFlow x every challenge x {right, wrong, out of turn, replayed, expired, foreign}: where the flow asks it.

The table is tests/support/every_way/table.py; what a flow never asks is in test_no_other_way.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from accounts.models import UserSession
from accounts.signin.challenges import CHALLENGES, CHOSEN_BY_ANSWERING
from pools.models import AppClient
from tests.support import builders, people, refusal
from tests.support.clock import Clock
from tests.support.every_way import scenes, table
from tests.support.every_way.table import Stage

pytestmark = pytest.mark.django_db

INVALID = ("NotAuthorizedException", "Invalid session for the user.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
USED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")

IN_TURN_AS_WELL = {"SELECT_CHALLENGE": CHOSEN_BY_ANSWERING}
"""What may be answered while this challenge is open, without being chosen first (auth-flows.md 5)."""


def test_the_table_has_a_cell_for_every_flow_and_challenge() -> None:
    assert set(table.TABLE) == set(product(table.ALL_FLOWS, CHALLENGES))


def test_what_never_happens_has_a_reason() -> None:
    assert {cell for cell in table.TABLE.values() if isinstance(cell, str)} == set(table.NEVER)


@pytest.mark.parametrize(("flow", "challenge", "outcome"), table.cells(asked=True))
def test_an_answer(
    request: pytest.FixtureRequest, stopped: Clock, flow: str, challenge: str, outcome: str
) -> None:  # checklist 28, 43, 44, 46, 47
    OUTCOMES[outcome](table.reach(flow, challenge, request.getfixturevalue), stopped)


def is_right(stage: Stage, clock: Clock) -> None:
    assert table.end_of(stage.answer(stage.right())) == stage.scene.leads_to


def is_wrong(stage: Stage, clock: Clock) -> None:
    signed_in = UserSession.objects.count()
    code, _ = refusal.of(lambda: stage.answer(stage.scene.wrong(stage.asked)))
    assert code == stage.scene.told
    assert stage.scene.failures() == (stage.scene.counted is not None)
    assert UserSession.objects.count() == signed_in
    AFTERWARDS[code in stage.repairable](stage, clock)


def is_used_up(stage: Stage, clock: Clock) -> None:
    assert refusal.of(lambda: stage.answer(stage.right())) in (INVALID, USED)


AFTERWARDS = {True: is_right, False: is_used_up}
"""After an answer that can be repaired the right one is taken, after another it is not."""


def is_out_of_turn(stage: Stage, clock: Clock) -> None:
    others = set(CHALLENGES) - {stage.challenge, *IN_TURN_AS_WELL.get(stage.challenge, ())}
    refusals = [refusal.of(lambda: stage.answer(table.plausible(name), challenge=name)) for name in sorted(others)]  # noqa: B023
    assert set(refusals) == {INVALID}
    is_right(stage, clock)


def is_replayed(stage: Stage, clock: Clock) -> None:
    answers = stage.right()
    stage.answer(answers)
    signed_in = UserSession.objects.count()
    assert refusal.of(lambda: stage.answer(answers)) == INVALID
    assert UserSession.objects.count() == signed_in


def is_expired(stage: Stage, clock: Clock) -> None:
    clock.advance(seconds=stage.face.lasts(stage.scene.client).total_seconds())
    assert refusal.of(lambda: stage.answer(stage.right())) == EXPIRED


def is_foreign(stage: Stage, clock: Clock) -> None:
    answers = stage.right()
    refusals = [refusal.of(lambda: stage.answer(answers, **stranger)) for stranger in strangers(stage)]  # noqa: B023
    assert refusals == [INVALID] * 4
    assert table.end_of(stage.answer(answers)) == stage.scene.leads_to


def strangers(stage: Stage) -> list[dict[str, Any]]:
    """Another user, another client, another pool's client with an alice of its own, the other side of the house."""
    pool = stage.scene.client.pool
    people.confirmed(pool, "mallory")
    return [
        {"username": "mallory"},
        {"client": scenes.client_of(pool, "second")},
        {"client": elsewhere()},
        {"face": stage.across},
    ]


def elsewhere() -> AppClient:
    pool = builders.pool("elsewhere")
    people.confirmed(pool)
    return scenes.client_of(pool)


OUTCOMES: dict[str, Callable[[Stage, Clock], None]] = {
    "right": is_right,
    "wrong": is_wrong,
    "out of turn": is_out_of_turn,
    "replayed": is_replayed,
    "expired": is_expired,
    "foreign": is_foreign,
}

"""Every AuthFlow x every challenge x {right, wrong, out of turn, replayed, expired, foreign}: what a flow never asks.

Whoever names such a challenge answers out of turn, however good the answer is.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import LockOut, UserSession
from tests.accounts.signin.test_every_way import INVALID, strangers
from tests.support import refusal
from tests.support.clock import Clock
from tests.support.every_way import table
from tests.support.every_way.table import Stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("flow", "challenge", "outcome"), table.cells(asked=False))
def test_an_answer_to_what_is_never_asked(
    request: pytest.FixtureRequest, stopped: Clock, flow: str, challenge: str, outcome: str
) -> None:  # checklist 43
    assert table.TABLE[flow, challenge] in table.NEVER
    stage = table.reach(flow, table.HOMES[flow], request.getfixturevalue)
    OUTCOMES[outcome](stage, challenge, stopped)
    assert not LockOut.objects.filter(failures__gt=0).exists()


def is_right(stage: Stage, never: str, clock: Clock) -> None:
    assert refusal.of(lambda: stage.answer(table.plausible(never), challenge=never)) == INVALID
    assert not UserSession.objects.exists()


def is_wrong(stage: Stage, never: str, clock: Clock) -> None:
    assert refusal.of(lambda: stage.answer(table.absurd(never), challenge=never)) == INVALID
    assert not UserSession.objects.exists()


def is_out_of_turn(stage: Stage, never: str, clock: Clock) -> None:
    """The session stays usable for what is asked."""
    assert refusal.of(lambda: stage.answer(table.plausible(never), challenge=never)) == INVALID
    assert table.end_of(stage.answer(stage.right())) == stage.scene.leads_to


def is_replayed(stage: Stage, never: str, clock: Clock) -> None:
    stage.answer(stage.right())
    signed_in = UserSession.objects.count()
    assert refusal.of(lambda: stage.answer(table.plausible(never), challenge=never)) == INVALID
    assert UserSession.objects.count() == signed_in


def is_expired(stage: Stage, never: str, clock: Clock) -> None:
    clock.advance(seconds=stage.face.lasts(stage.scene.client).total_seconds())
    assert refusal.of(lambda: stage.answer(table.plausible(never), challenge=never)) == INVALID


def is_foreign(stage: Stage, never: str, clock: Clock) -> None:
    answers = table.plausible(never)
    refusals = [
        refusal.of(lambda: stage.answer(answers, challenge=never, **stranger))  # noqa: B023
        for stranger in strangers(stage)
    ]
    assert refusals == [INVALID] * 4


OUTCOMES: dict[str, Callable[[Stage, str, Clock], None]] = {
    "right": is_right,
    "wrong": is_wrong,
    "out of turn": is_out_of_turn,
    "replayed": is_replayed,
    "expired": is_expired,
    "foreign": is_foreign,
}

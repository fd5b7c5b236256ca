"""An open challenge is answered once, whichever it is, also when fifty answer at the same moment.

On PostgreSQL with real parallelism; each challenge is reached by one of its ways, PASSWORD_VERIFIER by
all of the API.
"""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import UserSession
from accounts.signin.flows import FLOWS
from tests.accounts.test_parallel import TOGETHER, all_at_once
from tests.support.clock import Clock
from tests.support.every_way import scenes, table

pytestmark = pytest.mark.django_db(transaction=True)

ONE_EACH = {challenge: flow for flow, challenge in reversed(table.WAYS)}
# A sign-in on the hosted pages ends in a browser's session, which the page makes.
BY_SRP = [(name, flow) for flow, name in table.WAYS if name == "PASSWORD_VERIFIER" and flow in FLOWS]


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


@pytest.mark.parametrize(("challenge", "flow"), sorted({*ONE_EACH.items(), *BY_SRP}))
def test_of_fifty_right_answers_to_one_session_one_is_taken(
    request: pytest.FixtureRequest, clock: Clock, flow: str, challenge: str
) -> None:  # checklist 28, 43, 44, 46, 47
    clock.stop()
    stage = table.reach(flow, challenge, request.getfixturevalue)
    answers = stage.right()
    ended = all_at_once(lambda: stage.answer(answers))
    refused = {name: number for name, number in ended.items() if name.startswith("NotAuthorizedException: Invalid")}
    assert ended["dict"] == 1
    assert sum(refused.values()) == TOGETHER - 1
    assert UserSession.objects.count() == (stage.scene.leads_to == scenes.TOKENS)

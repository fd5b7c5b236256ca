"""One assertion brought by many at the same moment signs in once; on PostgreSQL with real parallelism."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.federation.errors import ProviderLied
from accounts.federation.saml import SamlBinding
from accounts.models import TakenAssertion
from pools.models import IdentityProvider, UserPool
from tests.support import saml_answers, saml_trips
from tests.support.saml_stand_in import SamlStandIn

pytestmark = pytest.mark.django_db(transaction=True)

TOGETHER = 10


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one at a time; this runs in the suite's PostgreSQL pass")


def test_of_ten_who_bring_an_assertion_one_is_signed_in(
    pool: UserPool, directory: IdentityProvider, stand_in: SamlStandIn
) -> None:
    # checklist 58
    address = saml_trips.address(pool)
    answer = saml_answers.Answer(stand_in.entity_id, saml_trips.service(pool), address, None)
    response = saml_answers.packed(saml_answers.signed(answer, stand_in.signer))
    barrier = Barrier(TOGETHER)

    def bring(_: int) -> str:
        barrier.wait()
        try:
            return SamlBinding(directory, callback=address).redeem(response=response, request_id="").subject
        except ProviderLied as lie:
            return str(lie)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as threads:
        outcomes = list(threads.map(bring, range(TOGETHER)))
    assert sorted(outcomes) == ["ann", *["it was taken before"] * (TOGETHER - 1)]
    assert TakenAssertion.objects.count() == 1

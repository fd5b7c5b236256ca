"""The benchmark of user import: it measures a real job, and judges it by what was promised."""

from __future__ import annotations

import pytest

from accounts.models import ImportJob, User
from console.bench import importing
from console.bench.importing import Import


@pytest.mark.django_db
def test_a_real_job_is_measured() -> None:
    found = importing.measure(40)

    assert (found.users, User.objects.count()) == (40, 42)
    assert found.rate > 0
    assert not ImportJob.objects.exclude(status="Succeeded").exists()


def test_a_slow_import_and_one_that_grows_miss_their_aims() -> None:
    good = importing.judge(Import(100_000, seconds=19.0, processor=10.0, growth=5.0))
    bad = importing.judge(Import(100_000, seconds=21.0, processor=10.0, growth=50.0))

    assert [aim.held for aim in good] == [True, True]
    assert [aim.held for aim in bad] == [False, False]
    assert importing.judge(None) == []

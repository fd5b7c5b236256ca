"""What the worker does every so often besides sending: old rows are deleted, SAML providers asked what is new."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from accounts import housekeeping, import_jobs, user_exports
from accounts.exports import runner as exporting
from accounts.imports import runner
from accounts.redefining import runner as redefining
from pools import provisioned_limits, saml_providers
from pools.delivery import sweep

EVERY = 600.0
MOST_BATCHES = 100


def forget_expired_rows() -> None:
    """Batches until none is left; a large backlog is taken up again next time."""
    for _ in range(MOST_BATCHES):
        if not housekeeping.sweep():
            return


sweep.register(forget_expired_rows, every=EVERY)
sweep.register(SessionStore.clear_expired, every=EVERY)
sweep.register(import_jobs.tidy, every=EVERY)
sweep.register(provisioned_limits.publish, every=sweep.SECONDS)
sweep.register(saml_providers.refresh_due, every=60)
sweep.register(runner.wake, every=sweep.SECONDS)
sweep.register(redefining.wake, every=sweep.SECONDS)
sweep.register(exporting.wake, every=sweep.SECONDS)
sweep.register(user_exports.tidy, every=EVERY)

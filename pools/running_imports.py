"""A pool must not change while users are imported into it."""

from typing import Any

from pools.core.errors import UserImportInProgressException
from pools.models import UserPool


def refuse(pool: UserPool) -> None:
    """Call with the pool's row locked, as whoever starts an import does too.

    Raises:
        UserImportInProgressException: a job runs.
    """
    # The model belongs to the floor above, so it is known here by its relation only.
    jobs: Any = UserPool._meta.get_field("import_jobs").related_model._default_manager
    if jobs.filter(pool=pool, running=True).exists():
        raise UserImportInProgressException("Users are being imported into the user pool.")

"""What child processes of tests do with an outbox: `python -m tests.support.outbox_steps <step> [argument]`.

They have a database of their own, named by their environment, and may kill themselves on the way.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import NoReturn

import django
from django.apps import apps
from django.db import connection, transaction

from tests import environment  # noqa: F401  sets Django up, before any model is imported

from pools.core import clock  # isort: skip
from pools.delivery import email, lease, message, outbox, sweep  # isort: skip
from pools.models import OutboxMessage, UserPool  # isort: skip

POOL = "us-east-1_Outbox001"
PAUSE = 0.03


def tables() -> None:
    """Every table straight from its model, and one pool."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    now = clock.now()
    UserPool.objects.create(id=POOL, region="us-east-1", name="outbox", created_at=now, updated_at=now)


def enqueue(count: int) -> None:
    """Put messages into the outbox, each tenth in a transaction that is rolled back; name those that were committed."""
    pool = UserPool.objects.get(id=POOL)
    for number in range(count):
        to = f"user{number}@example.com"
        prepared = message.prepare(
            pool,
            event="SignUp",
            medium="EMAIL",
            to=to,
            username=to,
            code=f"{number:06d}",
            attributes={},
            client_id=None,
            client_metadata=None,
        )
        with transaction.atomic():
            outbox.enqueue(pool, prepared, user_sub="")
            transaction.set_rollback(number % 10 == 9)
        if number % 10 != 9:
            print(to, flush=True)
        time.sleep(PAUSE)


def deliver(failpoint: str) -> None:
    """Send what is due; die of kill -9 where `failpoint` says."""
    if failpoint == "claimed":
        vars(email)["send"] = die
    if failpoint == "sent":
        vars(lease)["sent"] = die
    sweep.send_due()


def die(*args: object, **options: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def states() -> None:
    """One line a message: state and attempts."""
    for state, attempts in OutboxMessage.objects.order_by("id").values_list("state", "attempts"):
        print(state, attempts)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["tables"]:
            tables()
        case ["enqueue", count]:
            enqueue(int(count))
        case ["deliver", failpoint]:
            deliver(failpoint)
        case ["states"]:
            states()
        case _:
            sys.exit(f"Unknown step {sys.argv[1:]} for Django {django.__version__}.")

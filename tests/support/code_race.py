"""Redeems one code from fifty threads in a database of its own, and prints what came of it as JSON."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.apps import apps
from django.db import connection
from django.test import Client

from tests import environment  # noqa: F401  sets Django up, before any model is imported

from accounts.models import UserSession  # isort: skip
from pools import app_clients, user_pools  # isort: skip
from pools.models import AppClient  # isort: skip
from tests.support import oauth, people  # isort: skip

THREADS = 50


def prepare() -> tuple[AppClient, str]:
    """The tables, a pool, alice and a code for her."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    pool = user_pools.create(region="us-east-1", name="race", settings={})
    client = app_clients.create(pool, name="app", settings=oauth.SETTINGS)
    people.confirmed(pool, "alice")
    return client, oauth.code_for(browser(), client, "alice", people.PASSWORD)


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def redeem_at_once(client: AppClient, code: str) -> Counter[str]:
    start = threading.Barrier(THREADS)

    def redeem(_: int) -> str:
        web = browser()
        start.wait()
        try:
            return str(oauth.redeem(web, client, code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(redeem, range(THREADS)))


def main() -> None:
    client, code = prepare()
    answers = redeem_at_once(client, code)
    sessions = UserSession.objects
    living = sessions.filter(revoked_at=None).count()
    print(json.dumps({"answers": answers, "sessions": sessions.count(), "living": living}))


main()

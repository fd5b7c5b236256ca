"""The environment that tests run in; imported before anything reads settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import django


def prepare() -> None:
    if "POOLHOUSE_DATA" not in os.environ:
        folder = tempfile.mkdtemp(prefix="poolhouse-tests-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["POOLHOUSE_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    # The real hasher at a price that lets a test sign in a hundred times.
    os.environ.setdefault("POOLHOUSE_ARGON2", "m=8,t=1,p=1")
    # Tests send fifty calls at once that are all to be looked at.
    os.environ.setdefault("POOLHOUSE_HASH_QUEUE", "1000")
    os.environ.setdefault("POOLHOUSE_ALLOWED_HOSTS", "testserver")
    os.environ.setdefault("POOLHOUSE_LOG_LEVEL", "WARNING")
    # Playwright's synchronous interface keeps an event loop in the thread of the test.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    django.setup()


prepare()

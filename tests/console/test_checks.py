"""System checks find what settings alone cannot tell."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django.fixtures import Settings

from pools import user_pools

pytestmark = pytest.mark.django_db


def test_keys_of_another_database_stop_the_start(settings: Settings) -> None:  # checklist 9
    user_pools.create(region="us-east-1", name="a", settings={})
    settings.POOLHOUSE_VAULT_KEYS = [b"another key of thirty-two bytes."]

    with pytest.raises(SystemCheckError, match="The vault key does not open this database's secrets"):
        call_command("check", databases=["default"])


def test_the_keys_of_this_database_are_accepted() -> None:
    user_pools.create(region="us-east-1", name="a", settings={})

    call_command("check", databases=["default"])

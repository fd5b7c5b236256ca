"""Alice at her account."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from pools.models import AppClient
from tests.support.account_desk import AccountDesk


@pytest.fixture
def desk(web: Client, app: AppClient, alice: User) -> AccountDesk:
    """She has just signed in."""
    return AccountDesk(web, app).sign_in()

"""Whom an older directory knows can have a forgotten password reset here (triggers.md A3, A4)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from pools.models import AppClient
from tests.accounts.api.test_auth import error_of
from tests.accounts.test_user_migration import METADATA, handing_over, not_migrated, sign_in
from tests.support import people
from tests.support.scripted_triggers import Script, ScriptedTriggers, throwing, unchanged

pytestmark = pytest.mark.django_db


def forgot(idp: Any, client: AppClient, **more: Any) -> Any:
    return idp.forgot_password(ClientId=client.id, Username="olga", **more)


def test_a_forgotten_password_is_asked_about_without_one(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=handing_over(finalUserStatus=None))
    forgot(anonymous_idp, client, ClientMetadata=METADATA)
    assert functions.events[0]["triggerSource"] == "UserMigration_ForgotPassword"
    assert functions.events[0]["userName"] == "olga"
    assert functions.events[0]["request"] == {"validationData": None, "clientMetadata": METADATA}


def test_who_forgot_the_password_gets_a_code_and_a_new_one(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=handing_over(finalUserStatus=None))
    told = forgot(anonymous_idp, client)
    assert told["CodeDeliveryDetails"]["Destination"] == "o***@e***"
    assert (User.objects.get().status, User.objects.get().has_password) == ("RESET_REQUIRED", False)
    code = people.last_code("olga@example.com")
    anonymous_idp.confirm_forgot_password(
        ClientId=client.id, Username="olga", ConfirmationCode=code, Password=people.PASSWORD
    )
    assert "AuthenticationResult" in sign_in(anonymous_idp, client, password=people.PASSWORD)
    assert len(functions.received) == 1


def test_without_a_verified_address_no_code_can_be_sent(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=handing_over(userAttributes={"email": "olga@example.com"}))
    assert error_of(lambda: forgot(anonymous_idp, client))[0] == "InvalidParameterException"


@pytest.mark.parametrize("script", [throwing("who?"), unchanged])
def test_a_forgotten_password_of_nobody_is_told_as_ever(
    anonymous_idp: Any, client: AppClient, hiding_client: AppClient, functions: ScriptedTriggers, script: Script
) -> None:
    before = forgot(anonymous_idp, hiding_client)["CodeDeliveryDetails"]
    functions.attach(client.pool, UserMigration=script)
    hidden = forgot(anonymous_idp, hiding_client)["CodeDeliveryDetails"]
    told = error_of(lambda: forgot(anonymous_idp, client))
    assert hidden == before  # checklist 29
    assert told == not_migrated(client)
    assert not User.objects.exists()


def test_asking_for_codes_is_limited_before_the_directory_is_asked(
    anonymous_idp: Any, client: AppClient, functions: ScriptedTriggers
) -> None:
    functions.attach(client.pool, UserMigration=throwing("who?"))
    for _ in range(5):
        error_of(lambda: forgot(anonymous_idp, client))
    told = error_of(lambda: forgot(anonymous_idp, client))
    assert told[0] == "LimitExceededException"
    assert len(functions.received) == 5

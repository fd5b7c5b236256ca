"""`manage.py rotate_secrets` seals everything under the newest key, after which the old one may go (checklist 9)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from console.models import AccessKey, Operator
from pools.core.vault import VaultError

pytestmark = pytest.mark.django_db

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def key(settings: Settings) -> AccessKey:
    settings.POOLHOUSE_VAULT_KEYS = [OLD]
    operator = Operator.objects.create_user("a@example.com", "a password of some length")
    return AccessKey.objects.create(access_key_id="AKIAEXAMPLE", secret=b"a secret", operator=operator)


def rotate(*arguments: str) -> str:
    said = io.StringIO()
    call_command("rotate_secrets", *arguments, stdout=said)
    return said.getvalue()


def stored(key: AccessKey) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM console_accesskey WHERE id = %s", [key.pk])
        return bytes(cursor.fetchone()[0])


def test_after_rotation_the_old_key_may_go(key: AccessKey, settings: Settings) -> None:
    settings.POOLHOUSE_VAULT_KEYS = [NEW, OLD]

    assert "console.AccessKey.secret: 1 sealed anew" in rotate()

    settings.POOLHOUSE_VAULT_KEYS = [NEW]
    key.refresh_from_db()
    assert bytes(key.secret) == b"a secret"


def test_a_second_rotation_has_nothing_to_do(key: AccessKey, settings: Settings) -> None:
    settings.POOLHOUSE_VAULT_KEYS = [NEW, OLD]
    rotate()
    sealed = stored(key)

    assert "console.AccessKey.secret: 0 sealed anew" in rotate()
    assert stored(key) == sealed


def test_without_the_old_key_nothing_is_touched(key: AccessKey, settings: Settings) -> None:
    sealed = stored(key)
    settings.POOLHOUSE_VAULT_KEYS = [NEW]

    with pytest.raises(VaultError):
        rotate()
    assert stored(key) == sealed


def test_the_secret_is_not_in_the_database(key: AccessKey) -> None:
    assert b"a secret" not in stored(key)


def test_a_new_key_goes_in_front_of_the_file(tmp_path: Path, settings: Settings) -> None:
    settings.POOLHOUSE_VAULT_KEY_FILE = tmp_path / "vault"
    settings.POOLHOUSE_VAULT_KEYS_FROM_ENVIRONMENT = False
    (tmp_path / "vault").write_text("old\n")

    rotate("--new-key")

    new, old = (tmp_path / "vault").read_text().split()
    assert (len(new), old) == (44, "old")


def test_keys_of_the_environment_are_changed_there(settings: Settings) -> None:
    settings.POOLHOUSE_VAULT_KEYS_FROM_ENVIRONMENT = True

    with pytest.raises(CommandError, match="POOLHOUSE_VAULT_KEYS"):
        rotate("--new-key")

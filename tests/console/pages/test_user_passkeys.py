"""An operator looks at a user's passkeys and takes one away."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import Passkey
from tests.console.pages.conftest import Home
from tests.console.pages.test_query_counts import FRAME, queries
from tests.support import passkeys, people


def index(home: Home) -> str:
    return reverse("console:user_passkeys", args=[home.pool.id, home.user.sub])


def delete(home: Home, credential_id: str) -> str:
    return reverse("console:user_passkey_delete", args=[home.pool.id, home.user.sub, credential_id])


def test_the_page_lists_the_users_passkeys(console: Client, home: Home) -> None:
    page = console.get(index(home)).content.decode()
    assert "Passkey on a device" in page
    assert "north-login.auth.localhost" in page
    assert delete(home, home.passkey) in page


def test_the_page_of_a_user_without_passkeys_says_so(console: Client, home: Home) -> None:
    Passkey.objects.all().delete()
    assert "No passkeys" in console.get(index(home)).content.decode()


def test_a_passkey_is_deleted_after_a_question(console: Client, home: Home) -> None:
    asked = console.get(delete(home, home.passkey)).content.decode()
    before = Passkey.objects.filter(user=home.user).count()
    answer = console.post(delete(home, home.passkey), {"yes": ""}, follow=True)
    assert "Delete passkey “Passkey on a device” of north-alice" in asked
    assert (before, Passkey.objects.filter(user=home.user).count()) == (1, 0)
    assert "was deleted" in answer.content.decode()


def test_another_users_passkey_is_not_found(console: Client, home: Home) -> None:
    # checklist 52
    eve = people.confirmed(home.pool, "eve")
    theirs = Passkey.objects.get()
    Passkey.objects.update(user=eve)
    assert console.post(delete(home, home.passkey), {"yes": ""}).status_code == 404
    assert Passkey.objects.get() == theirs


def test_the_page_costs_the_same_with_more_passkeys(console: Client, home: Home) -> None:
    before = queries(console, index(home))
    origin = "https://north-login.auth.localhost"
    for _ in range(4):
        passkeys.registered(home.user, home.client, origin=origin)
    assert queries(console, index(home)) == before <= FRAME + 2

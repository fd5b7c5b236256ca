"""The list of pools, the overview, and what it changes."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from console.models import Operator
from pools import signing_keys, user_pools
from pools.models import SigningKey, UserPool
from tests.console.pages.conftest import Home


def test_the_list_shows_the_pools_of_the_operators_region(console: Client, home: Home) -> None:
    user_pools.create(region="eu-west-1", name="far-away", settings={})
    page = console.get(reverse("console:user_pools")).content.decode()
    assert "north-pool" in page
    assert "far-away" not in page


def test_the_list_is_filtered_by_part_of_a_name(console: Client, home: Home, elsewhere: Home) -> None:
    page = console.get(reverse("console:user_pools"), {"name": "Orth"}).content.decode()
    assert "north-pool" in page
    assert "south-pool" not in page


def test_the_list_goes_on_on_a_second_page(console: Client, operator: Operator) -> None:
    Operator.objects.update(page_size=10)
    for number in range(12):
        user_pools.create(region="us-east-1", name=f"pool-{number:02}", settings={})
    first = console.get(reverse("console:user_pools"))
    second = console.get(reverse("console:user_pools") + first.context["pager"].next_url)
    shown = [pool.name for answer in (first, second) for pool in answer.context["pools"]]
    assert (len(first.context["pools"]), len(second.context["pools"])) == (10, 2)
    assert sorted(shown) == [f"pool-{number:02}" for number in range(12)]
    assert second.context["pager"].previous_url


def test_the_overview_shows_ids_and_addresses(console: Client, home: Home) -> None:
    page = console.get(reverse("console:overview", args=[home.pool.id])).content.decode()
    assert f"userpool/{home.pool.id}" in page
    assert f"{home.pool.id}/.well-known/jwks.json" in page
    assert "Activate deletion protection" in page


def test_a_pool_is_renamed(console: Client, home: Home) -> None:
    console.post(reverse("console:user_pool_rename", args=[home.pool.id]), {"name": "new name"})
    assert UserPool.objects.get(id=home.pool.id).name == "new name"


def test_the_issuer_can_be_amazons(console: Client, home: Home) -> None:
    console.post(reverse("console:user_pool_issuer", args=[home.pool.id]), {"mode": "aws"})
    assert user_pools.issuer(user_pools.get(home.pool.id)).startswith("https://cognito-idp.us-east-1.amazonaws.com/")


def test_signing_keys_are_rotated(console: Client, home: Home) -> None:
    before = {key["kid"] for key in signing_keys.jwks(home.pool)["keys"]}
    console.post(reverse("console:user_pool_rotate_keys", args=[home.pool.id]), {"yes": ""})
    published = {key["kid"] for key in signing_keys.jwks(home.pool)["keys"]}
    assert before < published
    assert SigningKey.objects.filter(pool=home.pool, state="active").exclude(kid__in=before).count() == 2


def test_sign_up_settings_are_changed_and_nothing_else_is_lost(console: Client, home: Home) -> None:
    user_pools.update(
        home.pool, settings={"AutoVerifiedAttributes": ["email"], "EmailVerificationSubject": "Your own subject"}
    )
    url = reverse("console:user_pool_sign_up", args=[home.pool.id])
    revision = console.get(url).context["form"].initial["revision"]
    console.post(url, {"revision": revision, "auto_verified": ["email"], "deletion_protection": "on"})
    pool = user_pools.get(home.pool.id)
    assert pool.admin_only_sign_up
    assert pool.deletion_protection == "ACTIVE"
    assert pool.settings["EmailVerificationSubject"] == "Your own subject"


def test_a_pool_is_deleted_by_its_typed_name_only(console: Client, home: Home) -> None:
    url = reverse("console:user_pool_delete", args=[home.pool.id])
    refused = console.post(url, {"confirmation": "north", "delete_domains": "on"})
    assert "Type north-pool exactly" in refused.content.decode()
    assert UserPool.objects.filter(id=home.pool.id).exists()
    console.post(url, {"confirmation": "north-pool", "delete_domains": "on"})
    assert not UserPool.objects.filter(id=home.pool.id).exists()


def test_what_stands_in_the_way_of_deleting_must_be_ticked(console: Client, home: Home) -> None:
    url = reverse("console:user_pool_delete", args=[home.pool.id])
    refused = console.post(url, {"confirmation": "north-pool"})
    assert "The user pool has a domain" in refused.content.decode()
    assert UserPool.objects.filter(id=home.pool.id).exists()


def test_the_delete_page_says_what_is_lost(console: Client, home: Home) -> None:
    page = console.get(reverse("console:user_pool_delete", args=[home.pool.id])).content.decode()
    assert "1 user" in page
    assert "north-app" in page
    assert "north-login" in page

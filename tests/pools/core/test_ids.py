"""Names have Cognito's forms, which the service model and SDKs check."""

from __future__ import annotations

import re

from pools.core import ids


def test_a_pool_id_is_region_and_nine_letters_or_digits() -> None:
    made = ids.pool_id("eu-central-1")

    assert re.fullmatch(r"eu-central-1_[A-Za-z0-9]{9}", made)
    assert ids.region_of(made) == "eu-central-1"


def test_what_is_no_pool_id_names_no_region() -> None:
    assert ids.region_of("nonsense") == ""


def test_a_client_id_is_26_lower_case_letters_or_digits() -> None:
    assert re.fullmatch(r"[a-z0-9]{26}", ids.client_id())


def test_a_client_secret_fits_the_model() -> None:
    assert re.fullmatch(r"\w{24,64}", ids.client_secret())


def test_an_access_key_looks_like_awss() -> None:
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", ids.access_key_id())
    assert re.fullmatch(r"[A-Za-z0-9]{40}", ids.access_key_secret())


def test_a_session_is_long_enough_for_the_model() -> None:
    assert len(ids.session_string()) >= 20


def test_no_name_is_made_twice() -> None:
    made = [make() for make in (ids.client_id, ids.client_secret, ids.sub, ids.session_string) for _ in range(100)]

    assert len(set(made)) == 400


def test_an_arn_names_region_account_and_pool() -> None:
    arn = ids.user_pool_arn("us-east-1", "123456789012", "us-east-1_abc")

    assert arn == "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"

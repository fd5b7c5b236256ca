"""Tokens read with an independent library, checked against the keys that the pool publishes."""

from __future__ import annotations

import json
from typing import Any

from joserfc import jwt as oracle
from joserfc.jwk import KeySet

from pools import signing_keys
from pools.models import UserPool


def claims_of(pool: UserPool, token: str) -> dict[str, Any]:
    """What a token of the pool says; the test fails when none of its keys signed it."""
    keys = KeySet.import_key_set(json.loads(json.dumps(signing_keys.jwks(pool))))
    return dict(oracle.decode(token, keys).claims)

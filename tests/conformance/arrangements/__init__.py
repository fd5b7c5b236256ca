"""An input that it takes for every operation, a module an area. Importing it fills `arranging.ARRANGED`."""

from tests.conformance.arrangements import (
    administration,
    challenges,
    clients,
    imports,
    looks,
    own_account,
    pools,
    protection,
    providers,
    sign_in,
    sign_up,
)

__all__ = [
    "administration",
    "challenges",
    "clients",
    "imports",
    "looks",
    "own_account",
    "pools",
    "protection",
    "providers",
    "sign_in",
    "sign_up",
]

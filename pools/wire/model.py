"""What AWS's models say of cognito-idp and cognito-identity: operations, shapes, errors, which need a signature."""

import gzip
import json
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import botocore
from botocore import xform_name

SERVICES = ("cognito-idp", "cognito-identity")

# AWS: sent unsigned by browsers and devices, although the model does not mark them so (operations.md 5).
OFTEN_UNSIGNED = frozenset({"GetClientToken", "GetDerivedToken"})

Shape = dict[str, Any]


class Signature(Enum):
    """Whether a call must be signed."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    IGNORED = "ignored"


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a service."""

    service: str
    name: str
    function_name: str  # as boto3 spells it: admin_get_user
    input_shape: str | None
    output_shape: str | None
    errors: frozenset[str]
    signature: Signature


@dataclass(frozen=True, eq=False)
class Service:
    """A service, its operations by name and its shapes by name."""

    name: str
    target_prefix: str
    operations: dict[str, Operation]
    shapes: dict[str, Shape]


@lru_cache(maxsize=len(SERVICES))
def service(name: str) -> Service:
    # Read here rather than through botocore.session, whose import costs more than Poolhouse's whole start.
    [path] = (Path(botocore.__file__).parent / "data" / name).glob("*/service-2.json.gz")
    with gzip.open(path) as opened:
        raw = json.load(opened)
    operations = {key: _operation(name, key, value) for key, value in raw["operations"].items()}
    return Service(name, raw["metadata"]["targetPrefix"], operations, raw["shapes"])


def find(target: str) -> Operation | None:
    """The operation that an X-Amz-Target header names."""
    prefix, _, name = target.partition(".")
    found = _services_by_prefix().get(prefix)
    return found.operations.get(name) if found else None


@lru_cache(maxsize=1)
def _services_by_prefix() -> dict[str, Service]:
    return {known.target_prefix: known for known in map(service, SERVICES)}


def _operation(service_name: str, name: str, raw: dict[str, Any]) -> Operation:
    return Operation(
        service=service_name,
        name=name,
        function_name=xform_name(name),
        input_shape=raw.get("input", {}).get("shape"),
        output_shape=raw.get("output", {}).get("shape"),
        errors=frozenset(error["shape"] for error in raw.get("errors", [])),
        signature=_signature(name, raw),
    )


def _signature(name: str, raw: dict[str, Any]) -> Signature:
    if raw.get("authtype") == "none":
        return Signature.IGNORED
    return Signature.OPTIONAL if name in OFTEN_UNSIGNED else Signature.REQUIRED

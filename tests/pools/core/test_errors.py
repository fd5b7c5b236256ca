"""Every error AWS's models declare has its class, with AWS's status."""

from __future__ import annotations

import pytest

from pools.core import errors
from pools.core.errors import CognitoError
from pools.wire import model

DECLARED = sorted(
    (service, name)
    for service in model.SERVICES
    for name, shape in model.service(service).shapes.items()
    if shape.get("exception")
)


@pytest.mark.parametrize(("service", "name"), DECLARED)
def test_every_modelled_error_has_a_class_of_its_name_and_status(service: str, name: str) -> None:
    shape = model.service(service).shapes[name]

    error = getattr(errors, name)("what happened")

    assert isinstance(error, CognitoError)
    assert error.code == name
    assert (error.status == 500) == bool(shape.get("fault"))


def test_both_models_together_are_covered() -> None:
    assert len({name for _service, name in DECLARED}) == 63


def test_an_error_keeps_message_and_reason() -> None:
    error = errors.InvalidParameterException("Bad filter", reason="FILTER")

    assert (error.message, error.reason, str(error), error.status) == ("Bad filter", "FILTER", "Bad filter", 400)


def test_a_firewall_refusal_is_403() -> None:
    assert errors.ForbiddenException("no").status == 403

"""Operators: who may sign in to the console."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from console import second_factor
from console.models import Operator
from pools.core.errors import InvalidParameterException, InvalidPasswordException, ResourceNotFoundException


def create(*, email: str, name: str, password: str, may_manage_operators: bool = False) -> Operator:
    check_new_password(password, Operator(email=email, name=name))
    try:
        with transaction.atomic():
            return Operator.objects.create_user(email, password, name=name, is_superuser=may_manage_operators)
    except IntegrityError:
        raise InvalidParameterException(f"There is an operator {email} already.") from None


def get(operator_id: int) -> Operator:
    try:
        return Operator.objects.get(pk=operator_id)
    except Operator.DoesNotExist:
        raise ResourceNotFoundException("The operator does not exist.") from None


def set_password(operator: Operator, *, password: str) -> None:
    """Ends every session but the one that is told about it: a session carries a hash of the password."""
    check_new_password(password, operator)
    operator.set_password(password)
    operator.save(update_fields=["password"])


def set_preferences(operator: Operator, **values: object) -> None:
    """How the console looks to an operator; a value that is not offered raises ValidationError."""
    for name, value in values.items():
        setattr(operator, name, column(name).clean(value, operator))
    operator.save(update_fields=list(values))


def column(name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", Operator._meta.get_field(name))


def set_active(operator: Operator, *, active: bool) -> None:
    """A disabled operator's sessions and access keys stop working at once."""
    if not active:
        keep_one_in_charge(operator)
    operator.is_active = active
    operator.save(update_fields=["is_active"])


def delete(operator: Operator) -> None:
    keep_one_in_charge(operator)
    operator.delete()


def reset_second_factor(operator: Operator) -> None:
    second_factor.disable(operator)


def keep_one_in_charge(operator: Operator) -> None:
    """Somebody must be left who may manage operators."""
    others = Operator.objects.filter(is_superuser=True, is_active=True).exclude(pk=operator.pk)
    if operator.is_superuser and not others.exists():
        raise InvalidParameterException("This is the only operator who manages operators. Make another one first.")


def check_new_password(password: str, operator: Operator) -> None:
    try:
        validate_password(password, operator)
    except ValidationError as problem:
        raise InvalidPasswordException(" ".join(problem.messages)) from None

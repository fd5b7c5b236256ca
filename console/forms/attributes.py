"""A pool's attributes and sign-in names as one form: what is sent becomes a plan, never a change at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from console.forms.user_pools import IDENTIFIERS
from console.page import ConsoleForm
from pools import pool_schema
from pools.core.errors import InvalidParameterException
from pools.definitions import SEARCHED_ANYWAY, Definition

SIGN_IN_NAMES = (*IDENTIFIERS, ("preferred_username", "Preferred username"))
TYPES = [(name, name) for name in pool_schema.TYPES]
_LIMITS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
}
_FIXED = frozenset({"sub", *pool_schema.VERIFIED})


class DefinitionForm(ConsoleForm):
    """Fields for each attribute: `<what>_<name>`; and those of one that may be added."""

    identifiers = forms.MultipleChoiceField(
        label="Options for sign-in identifiers",
        choices=SIGN_IN_NAMES,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        error_messages={"required": "Choose at least one: it is what people type to sign in."},
        help_text="Choosing Username with others makes those aliases: a verified address signs in too. Without Username, "
        "the address is the user name.",
    )
    new_name = forms.CharField(
        label="Name", max_length=20, required=False, help_text="Without custom:, which is put before it."
    )
    new_type = forms.ChoiceField(label="Type", choices=TYPES, initial="String", required=False)
    new_min = forms.CharField(label="Minimum length or value", max_length=17, required=False)
    new_max = forms.CharField(label="Maximum length or value", max_length=17, required=False)
    new_mutable = forms.BooleanField(label="Mutable: the value can be changed later", initial=True, required=False)

    def __init__(self, data: Any = None, *, now: Definition) -> None:
        super().__init__(data, initial={"identifiers": _identifiers(now)})
        self.now = now
        for name, shape in now.shapes.items():
            self._add_fields(name, shape)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One line of the table each, for the template."""
        kinds = ("type", "required", "mutable", "min", "max", "searchable", "remove")
        return [
            {
                "name": name,
                "type": shape["AttributeDataType"],
                **{kind: self[f"{kind}_{name}"] for kind in kinds if f"{kind}_{name}" in self.fields},
            }
            for name, shape in self.now.shapes.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("identifiers", [])
        if "preferred_username" in chosen and "username" not in chosen:
            self.add_error("identifiers", "Choose Username too: a preferred username is never the only one.")
        return cleaned

    def wished(self) -> Definition:
        """The definition that was asked for.

        Raises:
            InvalidParameterException: limits that are none.
        """
        chosen = self.cleaned_data["identifiers"]
        names = [name for name in chosen if name != "username"]
        with_name = "username" in chosen
        kept = [self._changed(shape) for name, shape in self.now.shapes.items() if not self._is("remove", name)]
        return replace(
            self.now,
            schema=[*kept, *self._added()],
            alias_attributes=_in_order(names if with_name else [], self.now.alias_attributes),
            username_attributes=_in_order([] if with_name else names, self.now.username_attributes),
            searchable_attributes=[shape["Name"] for shape in kept if self._is("searchable", shape["Name"])],
        )

    def _add_fields(self, name: str, shape: dict[str, Any]) -> None:
        """Those that may be changed of this attribute; what may not has no field."""
        if name in _FIXED:
            return
        custom = pool_schema.is_custom(name)
        least, most = _limits(shape)
        if custom:
            self.fields[f"type_{name}"] = forms.ChoiceField(
                label=f"Type of {name}", choices=TYPES, initial=shape["AttributeDataType"]
            )
            self.fields[f"remove_{name}"] = forms.BooleanField(label=f"Remove {name}", required=False)
        else:
            self._box("required", name, "Required", shape["Required"])
        self._box("mutable", name, "Mutable", shape["Mutable"])
        if shape["AttributeDataType"] in _LIMITS:
            self._limit("min", name, "Minimum", least)
            self._limit("max", name, "Maximum", most)
        if name not in SEARCHED_ANYWAY:
            self._box("searchable", name, "Searchable", name in self.now.searchable_attributes)

    def _box(self, kind: str, name: str, label: str, is_on: bool) -> None:  # noqa: FBT001  as it is shown
        self.fields[f"{kind}_{name}"] = forms.BooleanField(label=f"{label}: {name}", required=False, initial=is_on)

    def _limit(self, kind: str, name: str, label: str, value: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short", "size": 6})
        self.fields[f"{kind}_{name}"] = forms.CharField(
            label=f"{label} of {name}", max_length=17, required=False, initial=value, widget=widget
        )

    def _is(self, kind: str, name: str) -> bool:
        return bool(self.cleaned_data.get(f"{kind}_{name}"))

    def _changed(self, shape: dict[str, Any]) -> dict[str, Any]:
        name = shape["Name"]
        if name in _FIXED:
            return shape
        said = self.cleaned_data
        data_type = said.get(f"type_{name}") or shape["AttributeDataType"]
        limits = (said.get(f"min_{name}", ""), said.get(f"max_{name}", ""))
        changed = {**shape, "AttributeDataType": data_type, "Mutable": self._is("mutable", name)}
        if not pool_schema.is_custom(name):
            changed["Required"] = self._is("required", name)
        if data_type == shape["AttributeDataType"] and limits == _limits(shape):
            return changed
        for member, _, _ in _LIMITS.values():
            changed.pop(member, None)
        return {**changed, **_constraints(data_type, limits)}

    def _added(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        if not said["new_name"]:
            return []
        given = {"Name": said["new_name"], "AttributeDataType": said["new_type"], "Mutable": said["new_mutable"]}
        made = pool_schema.custom_shape({**given, **_constraints(said["new_type"], (said["new_min"], said["new_max"]))})
        if made["Name"] in self.now.shapes:
            raise InvalidParameterException(f"There is an attribute {made['Name']} already.")
        return [made]


def _constraints(data_type: str, limits: tuple[str, str]) -> dict[str, Any]:
    if data_type not in _LIMITS:
        return {}
    member, lower, upper = _LIMITS[data_type]
    return {member: {bound: text for bound, text in zip((lower, upper), limits, strict=True) if text}}


def _limits(shape: dict[str, Any]) -> tuple[str, str]:
    member, lower, upper = _LIMITS.get(shape["AttributeDataType"], ("", "", ""))
    limits = shape.get(member) or {}
    return str(limits.get(lower, "")), str(limits.get(upper, ""))


def _identifiers(now: Definition) -> list[str]:
    return now.username_attributes or ["username", *now.alias_attributes]


def _in_order(names: list[str], before: list[str]) -> list[str]:
    """Those of before stand as they stood, so that the same names are no change."""
    return [*(name for name in before if name in names), *(name for name in names if name not in before)]

"""How changes of a pool's definition are told: what differs, what would break, how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import SchemaChange
from accounts.models.schema_change import ChangeStatus
from accounts.redefining.findings import Finding
from console.forms.attributes import SIGN_IN_NAMES
from pools.definitions import Definition

FINDINGS = {
    "lacks": ("Users without {}", "They go on; whoever signs up from now on must give one."),
    "unfit": ("Users whose {} does not fit", "Their values stay until they are changed; then they must fit."),
    "loses": ("Users with a value of {}", "The values are put aside for 30 days: an undo brings them back."),
    "no_address": ("Users without {}", "They go on with the user name they have."),
    "no_name": ("Users left without a sign-in name", "They could sign in by their user ID only."),
    "duplicate": (
        "Users whose {} another one has, or signs in by",
        "A sign-in name belongs to one user. Mend these first.",
    ),
    "client_names_removed": ("App clients that name it in their permissions", "It is taken out of their lists."),
    "client_left_with_nothing": (
        "App clients that would be left with an empty list",
        "An empty list allows everything. Give them another attribute first.",
    ),
    "client_cannot_write": (
        "App clients that may not write {}",
        "Nobody can sign up through them until their attribute permissions allow it.",
    ),
    "provider_maps_removed": ("Identity providers that fill {}", "Take it out of their attribute mapping first."),
    "provider_maps_immutable": ("Identity providers that fill {}", "Whoever signs in there a second time is refused."),
    "settings_need": ("Settings that need users to change {}", "Users without one could not get one."),
}
STATES = {
    ChangeStatus.COUNTING: "progress",
    ChangeStatus.PLANNED: "pending",
    ChangeStatus.BUILDING: "progress",
    ChangeStatus.SETTLING: "progress",
    ChangeStatus.REVERTING: "progress",
    ChangeStatus.APPLIED: "success",
    ChangeStatus.REFUSED: "error",
    ChangeStatus.DISCARDED: "stopped",
}
STEPS = {
    ChangeStatus.COUNTING: "Counting what would break",
    ChangeStatus.BUILDING: "Preparing; the old rules still hold",
    ChangeStatus.SETTLING: "The new rules hold; tidying up",
    ChangeStatus.REVERTING: "Taking back what was prepared",
}
_LABELS = dict(SIGN_IN_NAMES)


@dataclass(frozen=True)
class Row:
    """One difference: what it is about, and how it reads before and after."""

    subject: str
    action: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One finding in words."""

    title: str
    consequence: str
    finding: Finding

    @property
    def is_of_users(self) -> bool:
        return any(len(example) > 1 for example in self.finding.examples)


def differences(change: SchemaChange) -> list[Row]:
    """What the change changes, sign-in names first."""
    before, after = Definition(**change.before), Definition(**change.after)
    rows = [
        *_row("Sign-in identifiers", identifiers(before), identifiers(after)),
        *_row("Searchable attributes", _listed(before.searchable_attributes), _listed(after.searchable_attributes)),
    ]
    for name in {**before.shapes, **after.shapes}:
        rows += _row(name, _shape_words(before.shapes.get(name)), _shape_words(after.shapes.get(name)))
    return rows


def findings(found: list[Finding]) -> list[Told]:
    """What would break, each with what follows from it."""
    return [
        Told(title.format(finding.subject), consequence, finding)
        for finding in found
        for title, consequence in (FINDINGS[finding.kind],)
    ]


def identifiers(definition: Definition) -> str:
    """What people sign in by."""
    names = definition.username_attributes or ["username", *definition.alias_attributes]
    return ", ".join(_LABELS[name] for name in names)


def limits(shape: dict[str, Any]) -> str:
    """The lengths or values that are allowed, or nothing."""
    for member in ("StringAttributeConstraints", "NumberAttributeConstraints"):
        bounds = shape.get(member) or {}
        least = bounds.get("MinLength") or bounds.get("MinValue") or ""
        most = bounds.get("MaxLength") or bounds.get("MaxValue") or ""
        if least and most:
            return f"{least} to {most}"
        if least or most:
            return f"at least {least}" if least else f"at most {most}"
    return ""


def _row(subject: str, before: str, after: str) -> list[Row]:
    if before == after:
        return []
    action = "Add" if not before else "Remove" if not after else "Update"
    return [Row(subject, action, before, after)]


def _shape_words(shape: dict[str, Any] | None) -> str:
    if shape is None:
        return ""
    words = [
        shape["AttributeDataType"],
        "required" if shape["Required"] else "optional",
        "mutable" if shape["Mutable"] else "immutable",
        limits(shape),
    ]
    return ", ".join(filter(None, words))


def _listed(names: list[str]) -> str:
    return ", ".join(names)

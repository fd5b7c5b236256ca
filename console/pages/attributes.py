"""A pool's attributes and sign-in names: as they are, the plan of a change, its progress, and the history with undo."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import schema_changes
from accounts.models import SchemaChange
from accounts.models.schema_change import CHANGING, WORKING, ChangeStatus
from console import paging
from console.forms.attributes import DefinitionForm
from console.forms.confirmations import ConfirmForm
from console.page import done, page
from console.pages import schema_words
from pools import pool_schema
from pools.definitions import SEARCHED_ANYWAY, Definition
from pools.models import UserPool

SEARCHED = SEARCHED_ANYWAY - {*pool_schema.VERIFIED}


@page
def index(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """The schema, what people sign in by, and what was changed."""
    bound_to = ("schema changes", pool.id)
    here = paging.position(request, *bound_to)
    found = schema_changes.list_page(pool, limit=paging.size(request), after=here.after)
    now = Definition.of(pool)
    context = {
        "pool": pool,
        "identifiers": schema_words.identifiers(now),
        "rows": [
            (shape, schema_words.limits(shape), shape["Name"] in SEARCHED or shape["Name"] in now.searchable_attributes)
            for shape in now.schema
        ],
        "open": schema_changes.current(pool),
        "changes": [_told(change) for change in found.items],
        "pager": paging.pager(request, here, found, *bound_to),
    }
    return render(request, "console/attributes/index.html", context)


@page
def edit(request: HttpRequest, pool: UserPool) -> HttpResponse:
    """What is to be changed; saved as a plan."""
    form = DefinitionForm(request.POST or None, now=Definition.of(pool))
    made: list[SchemaChange] = []
    if form.run(lambda _: made.append(schema_changes.plan(pool, form.wished(), made_by=_who(request)))):
        return done(request, "Counting what the change would break.", "console:schema_change", pool.id, made[0].pk)
    return render(request, "console/attributes/edit.html", {"pool": pool, "form": form})


@page
def change(request: HttpRequest, pool: UserPool, change_id: int) -> HttpResponse:
    """A plan, its progress, or what became of it."""
    found = schema_changes.get(pool, change_id)
    findings = schema_words.findings(schema_changes.findings(found))
    context = {
        **_context(pool, found),
        "differences": schema_words.differences(found),
        "findings": findings,
        "blocking": sum(told.finding.blocks for told in findings),
        "step": schema_words.STEPS.get(ChangeStatus(found.status), ""),
        "is_working": found.status in WORKING,
        "is_changing": found.status in CHANGING,
        "can_be_undone": found.status == ChangeStatus.APPLIED and Definition.of(pool) == Definition(**found.after),
    }
    return render(request, "console/attributes/change.html", context)


@page
def apply(request: HttpRequest, pool: UserPool, change_id: int) -> HttpResponse:
    """Puts a plan into force."""
    return _confirmed(request, pool, change_id, schema_changes.apply, "apply", "The change is being applied.")


@page
def discard(request: HttpRequest, pool: UserPool, change_id: int) -> HttpResponse:
    """Drops a plan."""
    return _confirmed(request, pool, change_id, schema_changes.discard, "discard", "The plan was discarded.")


@page
def undo(request: HttpRequest, pool: UserPool, change_id: int) -> HttpResponse:
    """Plans to go back to what was before."""
    made: list[SchemaChange] = []

    def plan(found: SchemaChange) -> None:
        made.append(schema_changes.undo(found, made_by=_who(request)))

    form = ConfirmForm(request.POST or None)
    found = schema_changes.get(pool, change_id)
    if form.run(lambda _: plan(found)):
        return done(request, "Counting what the undo would break.", "console:schema_change", pool.id, made[0].pk)
    return render(request, "console/attributes/undo.html", {**_context(pool, found), "form": form})


def _confirmed(
    request: HttpRequest, pool: UserPool, change_id: int, act: Callable[[SchemaChange], Any], name: str, told: str
) -> HttpResponse:
    found = schema_changes.get(pool, change_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: act(found)):
        return done(request, told, "console:schema_change", pool.id, found.pk)
    return render(request, f"console/attributes/{name}.html", {**_context(pool, found), "form": form})


def _context(pool: UserPool, found: SchemaChange) -> dict[str, Any]:
    return {"pool": pool, "change": found, "state": _state(found), "findings_count": len(found.findings)}


def _told(found: SchemaChange) -> dict[str, Any]:
    rows = schema_words.differences(found)
    summary = ", ".join(f"{row.action} {row.subject}" for row in rows[:3]) + (" and more" if len(rows) > 3 else "")  # noqa: PLR2004
    return {"change": found, "summary": summary, "state": _state(found)}


def _state(found: SchemaChange) -> tuple[str, str]:
    return schema_words.STATES[ChangeStatus(found.status)], found.get_status_display()


def _who(request: HttpRequest) -> str:
    return str(getattr(request.user, "email", ""))

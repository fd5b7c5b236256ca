"""Message outbox: every mail and SMS, and what became of it."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from console import paging
from console.forms.confirmations import ConfirmForm
from console.forms.outbox import OutboxFilterForm
from console.page import done, page
from pools.core.pagination import Page
from pools.delivery import outbox
from pools.models import OutboxMessage


@page
def index(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    form = OutboxFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    bound_to = ("outbox", *(str(chosen.get(name, "")) for name in form.fields))
    here = paging.position(request, *bound_to)
    found = newest(matching(chosen), limit=paging.size(request), after=here.after)
    context = {
        "form": form,
        "messages_found": found.items,
        "is_filtered": any(chosen.values()),
        "pager": paging.pager(request, here, found, *bound_to),
    }
    return render(request, "console/outbox/index.html", context)


def matching(chosen: dict[str, Any]) -> QuerySet[OutboxMessage]:
    found = OutboxMessage.objects.select_related("pool").defer(
        "content", "masked_content", "pool__settings", "pool__schema"
    )
    if chosen.get("recipient"):
        found = found.filter(recipient__istartswith=chosen["recipient"])
    exact = {name: chosen[name] for name in ("state", "medium") if chosen.get(name)}
    return found.filter(**exact).order_by("-id")


def newest(found: QuerySet[OutboxMessage], *, limit: int, after: int | None) -> Page[OutboxMessage]:
    if after is not None:
        found = found.filter(id__lt=after)
    rows = list(found[: limit + 1])
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


@page
def details(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message: what it says, how often it was tried, what went wrong."""
    message = message_or_404(message_id)
    return render(request, "console/outbox/details.html", {"message": message, "content": content(message)})


@page
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Asks, then queues the message once more."""
    message = message_or_404(message_id)
    form = ConfirmForm(request.POST or None)
    if form.run(lambda _: outbox.resend(message)):
        return done(request, f"The message to {message.recipient} was queued.", "console:message", message.pk)
    return render(request, "console/outbox/resend.html", {"message": message, "form": form})


def content(message: OutboxMessage) -> dict[str, str]:
    """Text and HTML as they may be shown: masked once a real sender took the message."""
    return {"text": "", "html": "", **json.loads(message.masked_content or bytes(message.content))}


def message_or_404(message_id: int) -> OutboxMessage:
    try:
        return OutboxMessage.objects.select_related("pool").get(pk=message_id)
    except OutboxMessage.DoesNotExist:
        raise Http404("The message does not exist.") from None
